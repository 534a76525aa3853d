package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.evaluate.Memo;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.evaluate.Supplements;
import org.espalier.search.nas.Candidate;
import org.espalier.search.nas.Limits;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.search.nas.SubnetLines;
import org.espalier.search.nas.SubnetScorer;
import org.espalier.search.nas.SubnetScorerFactory;
import org.espalier.search.nas.SubnetSearch;
import org.espalier.search.spark.Wire;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.workbench.project.BoardMeasurements;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `nas search`: searches a trained supernet for the most accurate subnet within a board's SRAM and flash, and within
/// time if asked, by accuracy of inherited weights on the validation part; the best is measured on the test part.
///
/// Emits an event `candidate` for each measured subnet with the fields `generation`, `origin`, `validation` (percent),
/// `peakBytes`, `flashBytes`, `macs`, `milliseconds` (estimated), `parameters`, `depth`, `embedDim`, `heads`,
/// `mlpRatio` and `best` (whether it is the best so far), and `generation` after each with `generation`, `best`, `mean`
/// and `measured`.
///
/// The run folder holds the board's times as the run found them (`times.json`, by which it goes on, too), the supernet
/// as float16 with the chosen `subnet.json`, `candidates.jsonl` (each subnet and its accuracy as it is measured, from
/// which an interrupted run goes on to the same result), and, with `deploy`, what [SearchDeployment] makes, and with
/// `finals` the fine-tuned best subnets, `finalist`, `finalist-2` and on.
public final class NasSearchStep
        implements Step<NasSearchParameters, NasSearchStep.Result>, Resumable<NasSearchStep.Result> {

    private static final String MEASURED = "candidates.jsonl";

    private final BoardMeasurements measurements;

    /// With what the user's boards took.
    public NasSearchStep() {
        this(BoardMeasurements.ofUser());
    }

    /// With what boards took.
    NasSearchStep(BoardMeasurements measurements) {
        this.measurements = measurements;
    }

    /// The best subnet and all that were measured.
    ///
    /// @param method "evolution" or "random"
    /// @param best the chosen one
    /// @param test its accuracy on the test part, percent; null if there is none
    /// @param largest accuracy of the whole supernet on validation, percent; it need not be legal
    /// @param front those that no other beats in accuracy, SRAM and multiplications at once
    /// @param finalists the best after fine-tuning first; empty if the winner is the best by inherited weights
    /// @param deployment the firmware, if it was asked for
    public record Result(
            String schema,
            String method,
            Bounds limits,
            SearchedSubnet best,
            @Nullable Double test,
            double largest,
            List<SubnetSearch.Generation> generations,
            List<SearchedSubnet> front,
            List<SearchedSubnet> candidates,
            List<Finalist> finalists,
            SearchDeployment.@Nullable Result deployment) {}

    /// What was allowed.
    ///
    /// @param sram bytes
    /// @param flash bytes
    /// @param milliseconds null if time did not matter
    public record Bounds(long sram, long flash, @Nullable Double milliseconds) {
        static Bounds of(Limits limits) {
            double time = limits.milliseconds();
            return new Bounds(limits.sram(), limits.flash(), Double.isInfinite(time) ? null : Double.valueOf(time));
        }
    }

    @Override
    public String name() {
        return "nas search";
    }

    @Override
    public Result run(NasSearchParameters given, TaskContext context) {
        Path out = given.out();
        if (out == null) {
            if (given.finals() != null) {
                throw WorkbenchException.usage(
                        "nas.finalists.out",
                        "finalists are runs of their own, which need a folder",
                        "Give --out, or search without finalists.");
            }
            return search(given, null, context);
        }
        // What cannot be found is not begun.
        SparkTarget.check(given.spark());
        breed(given, BoardTimes.now(given.options().device(), measurements));
        NasSearchParameters p = given.absolute(out);
        RunRequest request = new RunRequest(name(), p, SearchCommand.of(p), inputs(p), reads(p));
        return RunFolder.start(out, p.force(), request, context).record(task -> search(p, out, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(
                task -> search(recording.run().record().parametersAs(NasSearchParameters.class), run, task));
    }

    private static List<Path> inputs(NasSearchParameters p) {
        List<Path> inputs = new ArrayList<>(p.options().files());
        inputs.add(p.data());
        return inputs;
    }

    private static List<Path> reads(NasSearchParameters p) {
        SparkTarget spark = p.spark();
        return ReadPlaces.of(p.options().boardId(), spark == null ? null : spark.secret());
    }

    private static SubnetSearch breed(NasSearchParameters p, BoardTimes times) {
        SearchSpace space = p.options().resolve();
        SubnetCosts costs = p.options().costs(space, times);
        return new SubnetSearch(
                space,
                costs,
                p.options().limits(),
                SubnetSearch.Settings.of(
                                p.random(), p.population(), p.generations(), p.parents(), p.proposals(), p.seed())
                        .startingWith(p.uniform()));
    }

    private Result search(NasSearchParameters given, @Nullable Path run, TaskContext context) {
        BoardTimes times = BoardTimes.of(
                run,
                MEASURED,
                given.options().latency() != null,
                given.options().device(),
                measurements,
                context);
        NasSearchParameters p = SupernetFirst.of(given, run, context);
        SubnetSearch search = breed(p, times);
        try (VitCheckpoint net = VitCheckpoint.open(Path.of(p.options().space()));
                ImageFolder folder = ImageFolder.open(p.data())) {
            VitPhotos photos = new VitPhotos(folder, context);
            photos.checkClasses(net.config());
            Evaluation validation = photos.validation(net.config()).part(p.pictures());
            TaskContext quiet = new QuietContext(context);
            Scoring.Kind<Subnet, Double> kind = new Scoring.Kind<>(
                    new Wire<>(Subnet.class, Double.class),
                    new SubnetScorer(net, validation),
                    () -> new SubnetScorerFactory(
                            ModelFiles.of(Path.of(p.options().space()), ModelFiles.MOST_SENT), validation),
                    Supplements.none());
            context.stage("Measuring subnets on " + validation.labels().length + " pictures");
            try (Scoring<Subnet, Double> scoring = Scoring.of(kind, p.spark(), p.workers(), quiet)) {
                Path file = run == null ? null : run.resolve(MEASURED);
                if (run != null) {
                    times.keep(run);
                }
                search.run(
                        new Memo<>(scoring.evaluator(), new SubnetLines(), file), new SubnetEvents(context), context);
            }
            List<Candidate> candidates = search.candidates();
            List<Finalist> finalists = finalists(p, run, candidates, context);
            Subnet winner = finalists.isEmpty()
                    ? candidates.getFirst().subnet()
                    : finalists.getFirst().subnet();
            Candidate best = candidates.stream()
                    .filter(c -> c.subnet().equals(winner))
                    .findFirst()
                    .orElseThrow();
            double largest = validation.accuracy(
                    net.config(), net.weights(), net.config().largest(), quiet);
            Evaluation test = photos.evaluation(net.config(), Split.TEST);
            Double accuracy = !folder.hasSplits() || test.labels().length == 0
                    ? null
                    : Double.valueOf(test.accuracy(net.config(), net.weights(), best.subnet(), quiet));
            SearchDeployment.Result deployment = null;
            if (run != null) {
                VitCheckpoint.write(run, net.config(), net.weights(), DType.F16);
                Json.write(run.resolve(VitCheckpoint.SUBNET_FILE), best.subnet());
                Integer epochs = p.deploy();
                if (epochs != null) {
                    deployment = SearchDeployment.of(run, p, epochs, context);
                }
            }
            return new Result(
                    "espalier.nas-search/1",
                    p.random() ? "random" : "evolution",
                    Bounds.of(p.options().limits()),
                    SearchedSubnet.of(best),
                    accuracy,
                    largest,
                    search.generations(),
                    Candidate.front(candidates).stream().map(SearchedSubnet::of).toList(),
                    candidates.stream().map(SearchedSubnet::of).toList(),
                    finalists,
                    deployment);
        }
    }

    /// The best measured subnets after fine-tuning, best first; none if that was not asked for.
    private static List<Finalist> finalists(
            NasSearchParameters p, @Nullable Path run, List<Candidate> candidates, TaskContext context) {
        NasSearchParameters.Finals finals = p.finals();
        if (run == null || finals == null) {
            return List.of();
        }
        List<Subnet> subnets =
                candidates.stream().limit(finals.count()).map(Candidate::subnet).toList();
        Finalist.Round round = new Finalist.Round(
                Path.of(p.options().space()),
                p.data(),
                finals.epochs(),
                p.seed(),
                TrainingOptions.STANDARD.at(finals.rate()));
        return Finalist.best(run, "finalist", subnets, round, context);
    }
}

package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.compress.prune.CalibrationFile;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.compress.prune.Policy;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.evaluate.Memo;
import org.espalier.search.evaluate.ModelFiles;
import org.espalier.search.prune.PolicyScorerFactory;
import org.espalier.search.prune.PolicySearch;
import org.espalier.search.prune.PolicySpace;
import org.espalier.search.prune.ProjectorEvolution;
import org.espalier.search.prune.Projectors;
import org.espalier.search.prune.Sample;
import org.espalier.search.prune.SampleMaker;
import org.espalier.search.prune.Samples;
import org.espalier.search.prune.Score;
import org.espalier.search.prune.SearchBench;
import org.espalier.search.prune.SearchOptions;
import org.espalier.search.prune.SearchOutcome;
import org.espalier.search.prune.Task;
import org.espalier.search.prune.TaskLines;
import org.espalier.search.spark.Wire;
import org.espalier.task.Label;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `prune search`: finds a pruning policy, and leaves the policy, its scores and the pruned checkpoint in a run folder.
///
/// | file | holds |
/// | --- | --- |
/// | `policy.json` | the policy, for `prune apply --policy` |
/// | `checkpoint/` | the model pruned so, with its tuned projector, in its own layout and types |
/// | `scores.jsonl` | every score, by key: what a resumed run need not compute again |
/// | `projector-N.json`, `.safetensors` | steps of search-space evolution |
public final class PruneSearchStep
        implements Step<PruneSearchParameters, PruneSearchStep.Result>, Resumable<PruneSearchStep.Result> {

    private static final String NESTED = "nested";

    /// The winner's objective and its parts.
    ///
    /// @param name the formula in words
    /// @param value of the winner as the search saw it
    /// @param loss of the winner on the proxy samples as the search saw it
    /// @param omega of the winner
    /// @param eta weight of omega
    /// @param proxyLoss of the winner pruned its final way, on the proxy samples
    /// @param heldOutLoss the same on samples that took no part
    /// @param gap held-out loss less proxy loss
    public record ObjectiveParts(
            String name,
            double value,
            double loss,
            double omega,
            double eta,
            double proxyLoss,
            double heldOutLoss,
            double gap) {}

    /// Percent of answers that are right.
    ///
    /// @param dense the model before pruning, on the held-out samples
    /// @param proxy the winner on the proxy samples
    /// @param heldOut the winner on the held-out samples
    /// @param test the winner on the official test questions; null where none were named
    public record Accuracies(
            double dense,
            double proxy,
            double heldOut,
            @Nullable Double test) {}

    /// What was found.
    ///
    /// @param policy layer to share of its weights that is pruned
    /// @param sparsity pruned weights over weights of the decoder's linear layers
    /// @param zeros pruned weights, exactly as many for every candidate
    /// @param accuracy percent: on the official test questions if they were named, else on the held-out samples
    /// @param mode how candidates were pruned
    /// @param projector version that goes with the policy; "0" is the model's own
    /// @param scored distinct candidates scored
    public record Result(
            String schema,
            SequencedMap<String, Double> policy,
            double sparsity,
            long zeros,
            double accuracy,
            ObjectiveParts objective,
            Accuracies accuracies,
            List<SearchOutcome.Generation> generations,
            List<ProjectorEvolution.Step> projectorSteps,
            String mode,
            String strategy,
            String unit,
            String projector,
            int scored,
            long seed,
            Map<String, String> labels) {}

    @Override
    public String name() {
        return "prune search";
    }

    @Override
    public Result run(PruneSearchParameters given, TaskContext context) {
        check(given);
        PruneSearchParameters p = PruneSearchRequest.absolute(given);
        RunRequest request = new RunRequest(
                name(), p, PruneSearchRequest.command(p), PruneSearchRequest.inputs(p), PruneSearchRequest.reads(p));
        return RunFolder.start(given.out(), given.force(), request, context)
                .record(recording -> search(given.out(), p, recording));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(
                task -> search(run, recording.run().record().parametersAs(PruneSearchParameters.class), task));
    }

    private static void check(PruneSearchParameters p) {
        PruneSearchRequest.least("--samples", p.samples(), 2);
        PruneSearchRequest.least("--population", p.population(), 1);
        PruneSearchRequest.least("--generations", p.generations(), 1);
        PruneSearchRequest.candidates(p.population(), p.generations());
        PruneSearchRequest.least("--parents", p.parents(), 1);
        PruneSearchRequest.least("--elites", p.elites(), 0);
        PruneSearchRequest.least("--immigrants", p.immigrants(), 0);
        PruneSearchRequest.least("--proposals", p.proposals(), 1);
        PruneSearchRequest.least("--candidates", p.candidates(), 1);
        PruneSearchRequest.least("--evolve-every", p.evolveEvery(), 0);
        PruneSearchRequest.least("--projector-steps", p.projectorSteps(), 0);
        PruneSearchRequest.least("--projector-batch", p.projectorBatch(), 1);
        PruneSearchRequest.least("--picture-stride", p.pictureStride(), 1);
        PruneSearchRequest.least("--block", p.block(), 1);
        PruneSearchRequest.least("--workers", p.workers(), 1);
        PruneSearchRequest.share("--lowest", p.lowest());
        PruneSearchRequest.share("--highest", p.highest());
        PruneSearchRequest.share("--mutation", p.mutation());
        Double rate = p.projectorRate();
        if (rate != null && !(rate > 0 && rate <= 1)) {
            throw WorkbenchException.usage(
                    "search.option", "--projector-rate is " + rate, "Give a learning rate, such as 1e-4.");
        }
        SparkTarget.check(p.spark());
        if (!List.of("auto", "exact", NESTED).contains(p.mode())) {
            throw WorkbenchException.usage(
                    "search.mode", "there is no mode '" + p.mode() + "'", "Choose auto, exact or nested.");
        }
        if (!(p.target() > 0 && p.target() < 1)) {
            throw WorkbenchException.usage(
                    "search.target", "--target is " + p.target(), "Give a share in (0, 1), such as 0.5.");
        }
        if (!(p.step() > 0 && p.step() <= 0.5) || !(p.damping() > 0 && p.damping() < 100)) {
            throw WorkbenchException.usage(
                    "search.step", "--step or --damping is out of range", "Give --step 0.05 and --damping 0.02.");
        }
    }

    private static Result search(Path run, PruneSearchParameters p, TaskContext context) {
        context.stage("Reading samples");
        List<CalibrationSample> lines =
                CalibrationFile.read(p.calibration(), PruneSearchRequest.images(p), p.samples(), p.seed());
        List<CalibrationSample> others = PruneSearchRequest.heldOut(p, lines);
        context.stage("Loading the model");
        try (LlavaModel model = LlavaModel.open(p.model());
                Questions questions = Questions.open(p.model(), model.config(), true)) {
            SampleMaker maker = new SampleMaker(questions);
            List<Sample> proxy = maker.of(lines, context);
            List<Sample> heldOut = maker.of(others, context);
            long weights = model.decoder().blocks().stream()
                    .flatMap(block -> block.linears().stream())
                    .mapToLong(linear -> linear.weight().size())
                    .sum();
            SearchBench.Setup setup = p.setup(weights);
            try (SearchBench bench = new SearchBench(model, proxy, heldOut, null, setup, context)) {
                sound(p.model(), bench.denseHeldOut(context), heldOut.size(), context);
                Scoring.Kind<Task, Score> kind = new Scoring.Kind<>(
                        new Wire<>(Task.class, Score.class),
                        bench.scorer(),
                        () -> new PolicyScorerFactory(
                                ModelFiles.of(p.model(), ModelFiles.MOST_SENT), proxy, heldOut, setup),
                        bench.supplements());
                try (Scoring<Task, Score> scoring = Scoring.of(kind, p.spark(), p.workers(), context)) {
                    return search(run, p, model, bench, scoring.evaluator(), heldOut, context);
                }
            }
        }
    }

    private static Result search(
            Path run,
            PruneSearchParameters p,
            LlavaModel model,
            SearchBench bench,
            Evaluator<Task, Score> evaluator,
            List<Sample> heldOut,
            TaskContext context) {
        Samples.Result dense = bench.denseHeldOut(context);
        PolicySpace space = PolicySpace.of(bench.layers(), p.unit(), p.target());
        SearchOptions options = p.options(model.config().text().hidden());
        Memo<Task, Score> memo = new Memo<>(evaluator, new TaskLines(), run.resolve("scores.jsonl"));
        ProjectorEvolution evolution = p.evolveEvery() > 0 && p.strategy() == SearchOptions.Strategy.EVOLUTION
                ? bench.evolution(p.projectorBatch(), p.projectorAim(), run, "", context)
                : null;
        SearchOutcome outcome = new PolicySearch(space, p.ranges(space.genes().size()), options, memo, evolution)
                .run(bench.seeds(space, p.strategy(), p.seed(), context), context);
        SequencedMap<String, Double> policy = space.policy(outcome.winner());
        new Policy(policy).write(run.resolve("policy.json"));
        FoundCheckpoint.write(
                p.model(),
                run.resolve("checkpoint"),
                bench.finished(outcome.winner(), context),
                outcome.projector().equals(Projectors.OWN)
                        ? Map.of()
                        : bench.projectors().values(outcome.projector()),
                heldOut.getFirst().prompt(),
                context);
        Double test = p.data() == null ? null : test(run, p.data(), context);
        return result(p, bench, space, policy, outcome, dense, test);
    }

    /// A broken base is named before hours are spent.
    private static void sound(Path folder, Samples.Result dense, int samples, TaskContext context) {
        if (!Double.isFinite(dense.answers())) {
            throw WorkbenchException.input(
                    "search.base",
                    folder + ": the dense model's logits are infinite or no numbers",
                    "Check it with 'espalier model logits'.");
        }
        if (dense.right() < 0.5) {
            context.emit(TaskEvent.log(String.format(
                    java.util.Locale.ROOT,
                    "The dense model answers %.0f %% of the %d held-out samples right, word for word: look at it with"
                            + " 'espalier model ask' before trusting a search on it.",
                    100 * dense.right(),
                    samples)));
        }
    }

    private static double test(Path run, @Nullable Path data, TaskContext context) {
        if (data == null) {
            throw new IllegalStateException("no data");
        }
        return EasyVqaTest.accuracy(run.resolve("checkpoint"), data, context);
    }

    private static Result result(
            PruneSearchParameters p,
            SearchBench bench,
            PolicySpace space,
            SequencedMap<String, Double> policy,
            SearchOutcome outcome,
            Samples.Result dense,
            @Nullable Double test) {
        double proxyLoss = outcome.fitted().loss(p.loss());
        double heldOutLoss = outcome.heldOut().loss(p.loss());
        Accuracies accuracies = new Accuracies(
                100 * dense.right(),
                100 * outcome.fitted().right(),
                100 * outcome.heldOut().right(),
                test);
        String measured = Label.MEASURED.word();
        return new Result(
                "espalier.prune-search/1",
                policy,
                space.target(),
                space.budget(),
                test == null ? accuracies.heldOut() : test,
                new ObjectiveParts(
                        p.loss().word() + " + eta * " + p.omega().word(),
                        outcome.objective(),
                        outcome.search().loss(p.loss()),
                        outcome.search().omega(p.omega()),
                        outcome.eta(),
                        proxyLoss,
                        heldOutLoss,
                        heldOutLoss - proxyLoss),
                accuracies,
                outcome.generations(),
                outcome.evolutions(),
                bench.mode(),
                p.strategy().word(),
                p.unit().word(),
                outcome.projector(),
                outcome.scored(),
                p.seed(),
                Map.of("accuracy", measured, "objective", measured, "sparsity", measured));
    }
}

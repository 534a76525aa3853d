package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.format.Json;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetSampler;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.model.vit.train.Evaluation;
import org.espalier.search.nas.LegalShare;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.ScoredPoint;
import org.espalier.search.nas.SearchSpace;
import org.espalier.search.nas.SpaceEvolution;
import org.espalier.search.nas.SpaceGrid;
import org.espalier.search.nas.SpaceMove;
import org.espalier.search.nas.SpaceScore;
import org.espalier.search.nas.SubnetCosts;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.BoardMeasurements;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.espalier.workbench.run.RunStatus;
import org.jspecify.annotations.Nullable;

/// `nas evolve`: evolves the search space over rank ratio and patch size. Each place of the grid is a
/// supernet of its
/// own, trained once, in `supernets/` of the run folder; scores are in `points.jsonl`, from which an
/// interrupted run
/// goes on.
///
/// Emits an event `space` for each scored place with `rank`, `patch`, `accuracy` (percent), `legal` and,
/// where the MLP has a rank of its own, `rankMlp`.
public final class NasEvolveStep
        implements Step<NasEvolveStep.Parameters, NasEvolveStep.Result>, Resumable<NasEvolveStep.Result> {

    private static final String SCORED = "points.jsonl";
    private static final int DRAWS = 10_000;

    /// The grid: rank ratios and patch sizes from low to high.
    public record Grid(
            double lowRank, double highRank, double rankStep, double lowPatch, double highPatch, double patchStep) {

        /// The released grid, or, for pictures below 200 pixels, one of smaller patches.
        public static Grid usual(int pictureSide) {
            SpaceGrid g = pictureSide < 200 ? SpaceGrid.SMALL : SpaceGrid.RELEASED;
            return new Grid(g.lowRank(), g.highRank(), g.rankStep(), g.lowPatch(), g.highPatch(), g.patchStep());
        }

        SpaceGrid places() {
            return new SpaceGrid(lowRank, highRank, rankStep, lowPatch, highPatch, patchStep);
        }
    }

    /// A scored place.
    ///
    /// @param accuracy score, percent
    /// @param legal share of its subnets within the limits
    /// @param rankMlp rank ratio of the MLP where `rank` is that of attention alone; else absent
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(
            double rank,
            double patch,
            double accuracy,
            double legal,
            @Nullable Double rankMlp) {
        static Point of(ScoredPoint p) {
            return new Point(p.rank(), p.patch(), p.accuracy(), p.legal(), p.rankMlp());
        }
    }

    /// What evolves, and how.
    ///
    /// @param options the space, the limits and the mode
    /// @param data folder or zip file of pictures
    /// @param grid where the places are
    /// @param points places at a time
    /// @param iterations rounds, at most
    /// @param epochs of each supernet
    /// @param samples subnets that score a supernet
    /// @param separate whether attention and MLP move each by its own rank; null: yes if the space has both and
    ///     the mode is corrected. A run that was begun without it goes on with one rank.
    public record Parameters(
            NasSpaceOptions options,
            Path data,
            Grid grid,
            int points,
            int iterations,
            int epochs,
            int samples,
            long seed,
            Path out,
            boolean force,
            @Nullable Boolean separate) {}

    /// What came of it.
    ///
    /// @param best the best legal place
    /// @param points every scored place, best first
    public record Result(
            String schema, String mode, Point best, List<Point> points, List<SpaceEvolution.Round> rounds) {}

    @Override
    public String name() {
        return "nas evolve";
    }

    @Override
    public Result run(Parameters given, TaskContext context) {
        given.options().resolve();
        given.grid().places();
        Parameters p = decided(absolute(given));
        RunRequest request = new RunRequest(name(), p, command(p), inputs(p));
        return RunFolder.start(p.out(), p.force(), request, context).record(task -> evolve(p.out(), p, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> evolve(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    private static Parameters absolute(Parameters p) {
        Path space = Path.of(p.options().space());
        return new Parameters(
                Files.exists(space)
                        ? p.options().at(space.toAbsolutePath().normalize().toString())
                        : p.options(),
                p.data().toAbsolutePath().normalize(),
                p.grid(),
                p.points(),
                p.iterations(),
                p.epochs(),
                p.samples(),
                p.seed(),
                p.out().toAbsolutePath().normalize(),
                p.force(),
                p.separate());
    }

    private static Parameters decided(Parameters p) {
        boolean both = p.options().resolve().config().lowRank() instanceof LowRank.TwoFactor;
        boolean corrected = MemoryMode.of(p.options().mode()) == MemoryMode.CORRECTED;
        Boolean asked = p.separate();
        if (asked != null && asked && !(both && corrected)) {
            throw WorkbenchException.usage(
                    "nas.evolve.ranks",
                    "this space has one rank for all layers, or the mode is compat",
                    "Take a space of two factors and --mode corrected.");
        }
        return new Parameters(
                p.options(),
                p.data(),
                p.grid(),
                p.points(),
                p.iterations(),
                p.epochs(),
                p.samples(),
                p.seed(),
                p.out(),
                p.force(),
                asked == null ? both && corrected : asked);
    }

    private static List<Path> inputs(Parameters p) {
        Path space = Path.of(p.options().space());
        return Files.exists(space) ? List.of(space, p.data()) : List.of(p.data());
    }

    private static List<String> command(Parameters p) {
        List<String> command =
                new ArrayList<>(List.of("nas", "evolve", p.options().space()));
        command.addAll(p.options().command());
        Grid g = p.grid();
        SearchCommand.add(command, "--data", p.data());
        SearchCommand.add(command, "--ranks", g.lowRank() + "," + g.highRank() + "," + g.rankStep());
        SearchCommand.add(command, "--patches", g.lowPatch() + "," + g.highPatch() + "," + g.patchStep());
        SearchCommand.add(command, "--points", p.points());
        SearchCommand.add(command, "--iterations", p.iterations());
        SearchCommand.add(command, "--epochs", p.epochs());
        SearchCommand.add(command, "--samples", p.samples());
        SearchCommand.add(command, "--seed", p.seed());
        SearchCommand.add(command, "--out", p.out());
        if (!separate(p) && p.options().resolve().config().lowRank() instanceof LowRank.TwoFactor) {
            command.add("--one-rank");
        }
        return command;
    }

    private static boolean separate(Parameters p) {
        return Boolean.TRUE.equals(p.separate());
    }

    private static Result evolve(Path run, Parameters p, TaskContext context) {
        MemoryMode mode = MemoryMode.of(p.options().mode());
        Places places = new Places(run, p, mode, context);
        SpaceEvolution evolution = new SpaceEvolution(
                new SpaceMove(mode, p.grid().places()), places, p.points(), p.iterations(), p.seed(), separate(p));
        List<SpaceEvolution.Round> rounds = evolution.run(context);
        List<Point> ranking = evolution.ranking().stream().map(Point::of).toList();
        return new Result("espalier.nas-evolve/1", mode.word(), ranking.getFirst(), ranking, rounds);
    }

    /// The places of a run: trained and measured when first asked for.
    private static final class Places implements SpaceEvolution.Space {

        private final Path run;
        private final Parameters p;
        private final MemoryMode mode;
        private final TaskContext context;
        private final BoardTimes times;
        private final Map<SpaceMove.Place, Double> scores = new HashMap<>();
        private final Map<SpaceMove.Place, Double> shares = new HashMap<>();

        Places(Path run, Parameters p, MemoryMode mode, TaskContext context) {
            this.run = run;
            this.p = p;
            this.mode = mode;
            this.context = context;
            this.times = BoardTimes.of(
                    run,
                    SCORED,
                    p.options().latency() != null,
                    p.options().device(),
                    BoardMeasurements.ofUser(),
                    context);
            if (Files.exists(run.resolve(SCORED))) {
                for (ScoredPoint point : MeasuredLines.read(run.resolve(SCORED), ScoredPoint.class)) {
                    scores.put(point.place(), point.accuracy());
                }
            }
        }

        private SearchSpace space(SpaceMove.Place place) {
            SearchSpace named = p.options().resolve();
            Double mlp = place.rankMlp();
            LowRank rank = named.config().lowRank() instanceof LowRank.TwoFactor
                    ? new LowRank.TwoFactor(place.rank(), mlp == null ? place.rank() : mlp)
                    : new LowRank.ThreeFactor(place.rank());
            return named.at(named.config().imageSize(), (int) place.patch(), rank);
        }

        @Override
        public double legal(SpaceMove.Place place) {
            return shares.computeIfAbsent(place, wanted -> {
                try {
                    SearchSpace space = space(wanted);
                    return LegalShare.of(
                            space, p.options().costs(space, times), p.options().limits());
                } catch (WorkbenchException e) {
                    return 0.0; // this patch does not divide the picture
                }
            });
        }

        @Override
        public double score(SpaceMove.Place place) {
            Double known = scores.get(place);
            if (known != null) {
                return known;
            }
            times.keep(run);
            Path supernet = train(place);
            double score = measure(supernet, place);
            scores.put(place, score);
            ScoredPoint point = new ScoredPoint(place.rank(), place.patch(), score, legal(place), place.rankMlp());
            MeasuredLines.append(run.resolve(SCORED), point);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("rank", point.rank());
            fields.put("patch", point.patch());
            fields.put("accuracy", point.accuracy());
            fields.put("legal", point.legal());
            Double mlp = place.rankMlp();
            if (mlp != null) {
                fields.put("rankMlp", mlp);
            }
            context.emit(new TaskEvent("space", fields));
            return score;
        }

        private Path train(SpaceMove.Place place) {
            Double mlp = place.rankMlp();
            String ranks = mlp == null ? "" : String.format(Locale.ROOT, "-m%.2f", mlp);
            String name = String.format(Locale.ROOT, "r%.2f%s-p%.0f", place.rank(), ranks, place.patch());
            Path config = run.resolve("supernets/" + name + ".json");
            Path folder = run.resolve("supernets/" + name);
            if (Files.isDirectory(folder)) {
                if (Run.open(folder).status() != RunStatus.DONE) {
                    new NasTrainStep().resume(folder, context);
                }
                return folder;
            }
            Json.write(config, VitConfigFile.toJson(space(place).config()));
            new NasTrainStep()
                    .run(
                            new NasTrainStep.Parameters(
                                    config.toString(), p.data(), folder, p.epochs(), p.seed(), 1, false),
                            context);
            return folder;
        }

        /// A place's own draws; where there is one rank, those of earlier versions.
        private static int number(SpaceMove.Place place) {
            int number = 31 * Double.hashCode(place.rank()) + Double.hashCode(place.patch());
            Double mlp = place.rankMlp();
            return mlp == null ? number : 31 * number + Double.hashCode(mlp);
        }

        private double measure(Path supernet, SpaceMove.Place place) {
            try (VitCheckpoint net = VitCheckpoint.open(supernet);
                    ImageFolder folder = ImageFolder.open(p.data())) {
                SubnetCosts costs = p.options().costs(new SearchSpace("place", net.config()), times);
                Evaluation validation = new VitPhotos(folder, context).validation(net.config());
                SubnetSampler sampler = new SubnetSampler(net.config());
                SplittableRandom random = new SplittableRandom(p.seed() + number(place));
                List<Double> accuracies = new ArrayList<>();
                for (int i = 0; i < DRAWS && accuracies.size() < p.samples(); i++) {
                    context.checkCancelled();
                    Subnet subnet = sampler.next(random);
                    if (mode == MemoryMode.COMPAT
                            || costs.legal(subnet, p.options().limits())) {
                        accuracies.add(
                                validation.accuracy(net.config(), net.weights(), subnet, new QuietContext(context)));
                    }
                }
                if (accuracies.isEmpty()) {
                    return 0;
                }
                return mode == MemoryMode.COMPAT ? SpaceScore.released(accuracies) : SpaceScore.hoeffding(accuracies);
            }
        }
    }
}

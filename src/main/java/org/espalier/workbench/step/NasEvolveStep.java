package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.model.vit.LowRank;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.ScoredPoint;
import org.espalier.search.nas.SpaceEvolution;
import org.espalier.search.nas.SpaceGrid;
import org.espalier.search.nas.SpaceMove;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Recording;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;
import org.jspecify.annotations.Nullable;

/// `nas evolve`: evolves the search space over rank ratio and patch size. Each place of the grid is a supernet of its
/// own, trained once, in `supernets/` of the run folder; scores are in `points.jsonl`, from which an interrupted run
/// goes on.
///
/// Emits an event `space` for each scored place with `rank`, `patch`, `accuracy` (percent), `legal` and,
/// where the MLP has a rank of its own, `rankMlp`.
public final class NasEvolveStep
        implements Step<NasEvolveStep.Parameters, NasEvolveStep.Result>, Resumable<NasEvolveStep.Result> {

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
        RunRequest request = new RunRequest(
                name(), p, command(p), inputs(p), ReadPlaces.of(p.options().boardId()));
        return RunFolder.start(p.out(), p.force(), request, context).record(task -> evolve(p.out(), p, task));
    }

    @Override
    public Result resume(Path run, TaskContext context) {
        Recording recording = RunFolder.resume(run, name(), context);
        return recording.record(task -> evolve(run, recording.run().record().parametersAs(Parameters.class), task));
    }

    private static Parameters absolute(Parameters p) {
        return new Parameters(
                p.options().absolute(),
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
        List<Path> inputs = new ArrayList<>(p.options().files());
        inputs.add(p.data());
        return inputs;
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
        EvolvedPlaces places = new EvolvedPlaces(run, p, mode, context);
        SpaceEvolution evolution = new SpaceEvolution(
                new SpaceMove(mode, p.grid().places()), places, p.points(), p.iterations(), p.seed(), separate(p));
        List<SpaceEvolution.Round> rounds = evolution.run(context);
        List<Point> ranking = evolution.ranking().stream().map(Point::of).toList();
        return new Result("espalier.nas-evolve/1", mode.word(), ranking.getFirst(), ranking, rounds);
    }
}

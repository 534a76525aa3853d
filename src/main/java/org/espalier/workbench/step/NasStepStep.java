package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.ScoredPoint;
import org.espalier.search.nas.SpaceMove;
import org.espalier.task.TaskContext;

/// `nas step`: one step of search-space evolution from scored points.
public final class NasStepStep implements Step<NasStepStep.Parameters, NasStepStep.Result> {

    /// The points and how they move.
    ///
    /// @param points file with a JSON list of points
    /// @param mode `compat` or `corrected`
    public record Parameters(Path points, String mode) {}

    /// Where the points go.
    ///
    /// @param slopes per unit of rank ratio and per pixel: `error` in percent, `sram` of the illegal share
    /// @param steps one per point, before clamping
    /// @param next the points after the step, within the grid
    public record Result(
            String schema,
            String mode,
            SpaceMove.Slopes slopes,
            List<SpaceMove.Place> steps,
            List<SpaceMove.Place> next) {}

    @Override
    public String name() {
        return "nas step";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        MemoryMode mode = MemoryMode.of(parameters.mode());
        List<ScoredPoint> points = ScoredPoint.parse(
                Json.read(parameters.points()), parameters.points().toString());
        SpaceMove.Moves moves = new SpaceMove(mode).of(points);
        return new Result("espalier.step/1", mode.word(), moves.slopes(), moves.steps(), moves.next());
    }
}

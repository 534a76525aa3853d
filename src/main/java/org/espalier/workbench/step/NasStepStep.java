package org.espalier.workbench.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.search.nas.MemoryMode;
import org.espalier.search.nas.Plane;
import org.espalier.search.nas.ScoredPoint;
import org.espalier.search.nas.SpaceMove;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// `nas step`: one step of search-space evolution from scored points.
public final class NasStepStep implements Step<NasStepStep.Parameters, NasStepStep.Result> {

    /// The points and how they move.
    ///
    /// @param points file with a JSON list of points
    /// @param mode `compat` or `corrected`
    public record Parameters(Path points, String mode) {}

    /// A plane's slopes.
    ///
    /// @param rankMlp where the points have one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Slope(double rank, double patch, @Nullable Double rankMlp) {
        static Slope of(Plane plane) {
            return new Slope(plane.rank(), plane.patch(), plane.rankMlp());
        }
    }

    /// Both planes' slopes, per unit of rank ratio and per pixel.
    ///
    /// @param error of 100 - accuracy, percent
    /// @param sram of 1 - legal
    public record Slopes(Slope error, Slope sram) {}

    /// A place on the grid, or a move.
    ///
    /// @param rankMlp where the points have one
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Place(double rank, double patch, @Nullable Double rankMlp) {
        static List<Place> of(List<SpaceMove.Place> places) {
            return places.stream()
                    .map(p -> new Place(p.rank(), p.patch(), p.rankMlp()))
                    .toList();
        }
    }

    /// Where the points go.
    ///
    /// @param slopes per unit of rank ratio and per pixel: `error` in percent, `sram` of the illegal share
    /// @param steps one per point, before clamping
    /// @param next the points after the step, within the grid
    public record Result(String schema, String mode, Slopes slopes, List<Place> steps, List<Place> next) {}

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
        Slopes slopes = new Slopes(
                Slope.of(moves.slopes().error()), Slope.of(moves.slopes().sram()));
        return new Result("espalier.step/1", mode.word(), slopes, Place.of(moves.steps()), Place.of(moves.next()));
    }
}

package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.CorrectedModel;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.BoardMeasurements;
import org.jspecify.annotations.Nullable;

/// `mcu plan`: where everything lies while a network runs on a board. The plan comes back whether or
/// not it fits.
public final class McuPlanStep implements Step<McuPlanStep.Parameters, Plan> {

    /// Which network on which board, and how.
    ///
    /// @param board its id; `virtual:ID` is the same
    public record Parameters(Path network, String board, Techniques techniques) {}

    /// How long an inference of a plan takes.
    ///
    /// @param milliseconds estimated
    /// @param error of the model, in percent of what it was corrected by; null if nothing was measured
    ///     on such a board
    public record Latency(double milliseconds, @Nullable Double error) {}

    /// The latency of a plan on its board, corrected by measurements of it where there are any.
    public static Latency latency(Plan plan, String boardId) {
        Board board = Boards.byId(boardId);
        BoardMeasurements measurements = BoardMeasurements.ofUser();
        Double error =
                measurements.corrected(board).map(CorrectedModel::errorPercent).orElse(null);
        return new Latency(measurements.model(board).milliseconds(plan, board), error);
    }

    @Override
    public String name() {
        return "mcu plan";
    }

    @Override
    public Plan run(Parameters parameters, TaskContext context) {
        return Planner.plan(
                NetworkFile.read(parameters.network()), Boards.byId(parameters.board()), parameters.techniques());
    }
}

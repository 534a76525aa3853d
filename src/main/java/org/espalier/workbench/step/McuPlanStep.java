package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.compress.quant.NetworkFile;
import org.espalier.plan.Boards;
import org.espalier.plan.Plan;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;

/// `mcu plan`: where everything lies while a network runs on a board. The plan comes back whether or not it fits.
public final class McuPlanStep implements Step<McuPlanStep.Parameters, Plan> {

    /// Which network on which board, and how.
    ///
    /// @param board its id; `virtual:ID` is the same
    public record Parameters(Path network, String board, Techniques techniques) {}

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

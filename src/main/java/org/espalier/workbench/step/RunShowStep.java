package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunRecord;
import org.jspecify.annotations.Nullable;

/// Shows one run: request, outcome, result.
public final class RunShowStep implements Step<RunShowStep.Parameters, RunShowStep.Result> {

    /// What to do.
    ///
    /// @param run the run's folder
    public record Parameters(Path run) {}

    /// What came of it.
    ///
    /// @param request what the run was asked to do
    /// @param status done, unfinished, failed or cancelled
    /// @param end times and, if it failed, the error; null while it has not ended
    /// @param result the step's result; null unless done
    public record Result(
            String schema,
            String id,
            RunRecord request,
            String status,
            @Nullable JsonNode end,
            @Nullable JsonNode result,
            int events) {}

    @Override
    public String name() {
        return "run show";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        Run run = Run.open(parameters.run());
        return new Result(
                "espalier.run-show/1",
                run.id(),
                run.record(),
                run.status().word(),
                run.end().orElse(null),
                run.result().orElse(null),
                run.events().size());
    }
}

package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.run.Run;
import org.jspecify.annotations.Nullable;

/// Lists the runs of a project.
public final class RunListStep implements Step<RunListStep.Parameters, RunListStep.Result> {

    /// What to do.
    ///
    /// @param project the project's folder
    public record Parameters(Path project) {}

    /// What came of it.
    ///
    /// @param runs oldest first
    public record Result(String schema, List<Entry> runs) {}

    /// One run.
    ///
    /// Entry.
    ///
    /// @param id the folder's name
    /// @param status done, unfinished, failed or cancelled
    /// @param start when it started, ISO 8601 in UTC; null while it has not ended
    /// @param parameters the step's parameters
    public record Entry(
            String id, String step, String status, @Nullable String start, JsonNode parameters, String folder) {

        static Entry of(Run run) {
            return new Entry(
                    run.id(),
                    run.record().step(),
                    run.status().word(),
                    run.end().map(end -> end.path("start").asText()).orElse(null),
                    run.record().parameters(),
                    run.folder().toString());
        }
    }

    @Override
    public String name() {
        return "run list";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        return new Result(
                "espalier.runs/1",
                Project.open(parameters.project()).runs().list().stream()
                        .map(Entry::of)
                        .toList());
    }
}

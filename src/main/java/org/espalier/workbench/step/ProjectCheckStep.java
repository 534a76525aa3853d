package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectFile;

/// Opens a project and says what it names and does not find.
public final class ProjectCheckStep implements Step<ProjectCheckStep.Parameters, ProjectCheckStep.Result> {

    /// What to do.
    ///
    /// @param folder the project's folder
    public record Parameters(Path folder) {}

    /// What came of it.
    ///
    /// @param project what `project.json` says
    /// @param missing each path that is not there, in words
    /// @param runs how many runs it holds
    public record Result(String schema, String folder, ProjectFile project, List<String> missing, int runs) {}

    @Override
    public String name() {
        return "project check";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        Project project = Project.open(parameters.folder());
        return new Result(
                "espalier.project-check/1",
                project.folder().toString(),
                project.file(),
                project.missing(),
                project.runs().list().size());
    }
}

package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.project.Project;
import org.espalier.workbench.project.ProjectFile;
import org.espalier.workbench.project.ProjectKind;

/// Makes a project around a model.
public final class ProjectNewStep implements Step<ProjectNewStep.Parameters, ProjectCheckStep.Result> {

    /// What to do.
    ///
    /// @param folder the project's folder, without a project so far
    /// @param name what the user calls it
    /// @param kind prune or device
    /// @param model the checkpoint or supernet
    public record Parameters(Path folder, String name, ProjectKind kind, Path model) {}

    @Override
    public String name() {
        return "project new";
    }

    @Override
    public ProjectCheckStep.Result run(Parameters parameters, TaskContext context) {
        Path folder = parameters.folder().toAbsolutePath().normalize();
        if (Files.exists(folder.resolve(Project.FILE))) {
            throw WorkbenchException.input(
                    "project.exists",
                    parameters.folder() + " already holds a project",
                    "Choose another folder, or open that project.");
        }
        Path model = parameters.model().toAbsolutePath().normalize();
        if (!Files.exists(model)) {
            throw WorkbenchException.input(
                    "format.missing", parameters.model() + ": no such file or folder", "Check the path.");
        }
        boolean prune = parameters.kind() == ProjectKind.PRUNE;
        ProjectFile file = new ProjectFile(
                ProjectFile.SCHEMA,
                parameters.name(),
                parameters.kind(),
                "",
                model.startsWith(folder) ? folder.relativize(model).toString() : model.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                prune ? null : "virtual:stm32f746g-disco",
                prune ? "wanda" : null,
                prune ? 0.5 : null);
        new Project(folder, file).save(file);
        return new ProjectCheckStep().run(new ProjectCheckStep.Parameters(folder), context);
    }
}

package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.ProjectKind;
import org.espalier.workbench.step.ProjectCheckStep;
import org.espalier.workbench.step.ProjectNewStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The group `project`.
@Command(
        name = "project",
        mixinStandardHelpOptions = true,
        description = "Make and check projects.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ProjectCommands.New.class, ProjectCommands.Show.class, ProjectCommands.Check.class})
final class ProjectCommands extends CommandGroup {

    private static void describe(ProjectCheckStep.Result result, PrintWriter out) {
        out.println(result.project().name() + "  (" + result.folder() + ")");
        if (!result.project().description().isEmpty()) {
            out.println(result.project().description());
        }
        out.println("model   " + result.project().model());
        out.println("runs    " + result.runs());
        result.missing().forEach(line -> out.println("missing " + line));
    }

    @Command(
            name = "new",
            description = "Make a project around a model.",
            footer = "Example: espalier project new my-llava --model models/llava-1.5-7b-hf")
    static final class New extends StepCommand<ProjectCheckStep.Result> {

        @Parameters(paramLabel = "DIR", description = "The project's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path folder;

        @Option(names = "--model", required = true, description = "The checkpoint or supernet.")
        @SuppressWarnings("NullAway.Init")
        private Path model;

        @Option(names = "--kind", defaultValue = "prune", description = "prune or device (default: ${DEFAULT-VALUE}).")
        private ProjectKind kind = ProjectKind.PRUNE;

        @Override
        ProjectCheckStep.Result work(TaskContext context) {
            String name = String.valueOf(folder.toAbsolutePath().getFileName());
            return new ProjectNewStep().run(new ProjectNewStep.Parameters(folder, name, kind, model), context);
        }

        @Override
        void print(ProjectCheckStep.Result result, PrintWriter out) {
            describe(result, out);
        }
    }

    @Command(
            name = "show",
            description = "Show what a project names.",
            footer = "Example: espalier project show projects/prune-llava")
    static final class Show extends FolderCommand<ProjectCheckStep.Parameters, ProjectCheckStep.Result> {

        Show() {
            super(new ProjectCheckStep(), ProjectCheckStep.Parameters::new);
        }

        @Override
        void print(ProjectCheckStep.Result result, PrintWriter out) {
            describe(result, out);
        }
    }

    @Command(
            name = "check",
            description = "Check that all a project names is there; exit 3 if not.",
            footer = "Example: espalier project check projects/vit-on-stm32")
    static final class Check extends FolderCommand<ProjectCheckStep.Parameters, ProjectCheckStep.Result> {

        Check() {
            super(new ProjectCheckStep(), ProjectCheckStep.Parameters::new);
        }

        @Override
        void print(ProjectCheckStep.Result result, PrintWriter out) {
            describe(result, out);
            if (result.missing().isEmpty()) {
                out.println("complete");
            }
        }

        @Override
        int exitCode(ProjectCheckStep.Result result) {
            return result.missing().isEmpty() ? Terminal.DONE : Terminal.INPUT;
        }
    }
}

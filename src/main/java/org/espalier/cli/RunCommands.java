package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.step.RunListStep;
import org.espalier.workbench.step.RunResumeStep;
import org.espalier.workbench.step.RunShowStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The group `run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "List, show and continue runs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommands.ListRuns.class,
            RunCommands.Show.class,
            RunCommands.CopyCommand.class,
            RunCommands.Resume.class
        })
final class RunCommands extends CommandGroup {

    @Command(
            name = "list",
            description = "List the runs of a project.",
            footer = "Example: espalier run list projects/prune-llava")
    static final class ListRuns extends StepCommand<RunListStep.Result> {

        @Parameters(paramLabel = "PROJECT", defaultValue = ".", description = "The project's folder (default: here).")
        private Path project = Path.of(".");

        @Override
        RunListStep.Result work(TaskContext context) {
            return new RunListStep().run(new RunListStep.Parameters(project), context);
        }

        @Override
        void print(RunListStep.Result result, PrintWriter out) {
            if (result.runs().isEmpty()) {
                out.println("no runs yet");
            }
            result.runs()
                    .forEach(r ->
                            out.printf("%-32s %-11s %s%n", r.id(), r.status(), r.start() == null ? "" : r.start()));
        }
    }

    @Command(
            name = "show",
            description = "Show one run: request, outcome, result.",
            footer = "Example: espalier run show projects/prune-llava/runs/0001-prune-apply")
    static final class Show extends StepCommand<RunShowStep.Result> {

        @Parameters(paramLabel = "RUN", description = "The run's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path run;

        @Override
        RunShowStep.Result work(TaskContext context) {
            return new RunShowStep().run(new RunShowStep.Parameters(run), context);
        }

        @Override
        void print(RunShowStep.Result result, PrintWriter out) {
            out.println(result.id() + "  " + result.status());
            out.println(CommandText.of(result.request().command()));
            out.println("events  " + result.events());
            if (result.end() != null) {
                out.println("end     " + Json.line(result.end()));
            }
            if (result.result() != null) {
                out.println("result  " + Json.line(result.result()));
            }
        }
    }

    @Command(
            name = "copy-command",
            description = "Print the command line that does the same again.",
            footer = "Example: espalier run copy-command projects/prune-llava/runs/0001-prune-apply")
    static final class CopyCommand extends StepCommand<RunShowStep.Result> {

        @Parameters(paramLabel = "RUN", description = "The run's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path run;

        @Override
        RunShowStep.Result work(TaskContext context) {
            return new RunShowStep().run(new RunShowStep.Parameters(run), context);
        }

        @Override
        void print(RunShowStep.Result result, PrintWriter out) {
            out.println(CommandText.of(result.request().command()));
        }
    }

    @Command(
            name = "resume",
            description = "Continue a killed or cancelled run; a finished one shows its result.",
            footer = "Example: espalier run resume my-run")
    static final class Resume extends StepCommand<Record> {

        @Parameters(paramLabel = "RUN", description = "The run's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path run;

        @Override
        Record work(TaskContext context) {
            return new RunResumeStep().run(new RunResumeStep.Parameters(run), context);
        }

        @Override
        void print(Record result, PrintWriter out) {
            out.println("finished  " + run);
            out.println("result    " + Json.line(result));
        }
    }
}

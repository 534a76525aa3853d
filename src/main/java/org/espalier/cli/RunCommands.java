package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.step.RunCommandStep;
import org.espalier.workbench.step.RunCompareStep;
import org.espalier.workbench.step.RunListStep;
import org.espalier.workbench.step.RunResumeStep;
import org.espalier.workbench.step.RunShowStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The group `run`.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "List, show, compare and continue runs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommands.ListRuns.class,
            RunCommands.Show.class,
            RunCommands.CopyCommand.class,
            RunCommands.Resume.class,
            RunCommands.Compare.class
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
    static final class Show extends FolderCommand<RunShowStep.Parameters, RunShowStep.Result> {

        Show() {
            super(new RunShowStep(), RunShowStep.Parameters::new);
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
            description = "Print the command line that does the same again, writing to a free name.",
            footer = "Example: espalier run copy-command projects/prune-llava/runs/0001-prune-apply")
    static final class CopyCommand extends FolderCommand<RunCommandStep.Parameters, RunCommandStep.Result> {

        CopyCommand() {
            super(new RunCommandStep(), RunCommandStep.Parameters::new);
        }

        @Override
        void print(RunCommandStep.Result result, PrintWriter out) {
            out.println(result.command());
        }
    }

    @Command(
            name = "compare",
            description = "Show parameters and results of two runs side by side.",
            footer = "Example: espalier run compare my-run other-run")
    static final class Compare extends StepCommand<RunCompareStep.Result> {

        @Parameters(index = "0", paramLabel = "A", description = "One run's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path a;

        @Parameters(index = "1", paramLabel = "B", description = "The other run's folder.")
        @SuppressWarnings("NullAway.Init")
        private Path b;

        @Override
        RunCompareStep.Result work(TaskContext context) {
            return new RunCompareStep().run(new RunCompareStep.Parameters(a, b), context);
        }

        @Override
        void print(RunCompareStep.Result result, PrintWriter out) {
            out.println("A  " + result.a().folder() + "  " + result.a().step() + ", "
                    + result.a().status());
            out.println("B  " + result.b().folder() + "  " + result.b().step() + ", "
                    + result.b().status());
            table("parameters", result.parameters(), out);
            table("inputs", result.inputs(), out);
            table("result", result.result(), out);
        }

        /// What differs, line by line; what is the same only counts.
        private static void table(String title, List<RunCompareStep.Row> rows, PrintWriter out) {
            List<RunCompareStep.Row> different =
                    rows.stream().filter(row -> !row.same()).toList();
            out.printf(
                    Locale.ROOT,
                    "%n%s: %,d the same, %,d differ%n",
                    title,
                    rows.size() - different.size(),
                    different.size());
            for (RunCompareStep.Row row : different) {
                String change =
                        row.difference() == null ? "" : String.format(Locale.ROOT, "  (%+.6g)", row.difference());
                out.println("  " + row.name() + ": " + row.a().asText("-") + " | "
                        + row.b().asText("-") + change);
            }
        }
    }

    @Command(
            name = "resume",
            description = "Continue a killed or cancelled run; a finished one shows its result.",
            footer = "Example: espalier run resume my-run")
    static final class Resume extends FolderCommand<RunResumeStep.Parameters, Record> {

        Resume() {
            super(new RunResumeStep(), RunResumeStep.Parameters::new);
        }

        @Override
        void print(Record result, PrintWriter out) {
            out.println("finished  " + folder());
            out.println("result    " + Json.line(result));
        }
    }
}

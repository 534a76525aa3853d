package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.TourStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tour`: both sample projects from end to end, with a report.
@Command(
        name = "tour",
        description = "Run both sample projects from end to end and leave a report of numbers and pictures.",
        footer = "Example: espalier tour --out report")
final class TourCommand extends StepCommand<TourStep.Result> {

    @Option(names = "--out", paramLabel = "DIR", description = "The report's folder (default: espalier-tour, here).")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace what is in the report's folder.")
    private boolean force;

    @Option(
            names = "--questions",
            defaultValue = "600",
            description = "Test questions asked of each version of the LLaVA (default: ${DEFAULT-VALUE}).")
    private int questions = 600;

    @Option(
            names = "--pictures",
            defaultValue = "100",
            description = "Test pictures classified on the board (default: ${DEFAULT-VALUE}).")
    private int pictures = 100;

    @Override
    TourStep.Result work(TaskContext context) {
        Within.range("--questions", questions, 1, 1_000_000);
        Within.range("--pictures", pictures, 1, 1_000_000);
        Path folder = out == null ? unused() : out;
        return new TourStep(ViewCommand::drawAll)
                .run(new TourStep.Parameters(folder, force, questions, pictures), context);
    }

    /// `espalier-tour`, or with a number behind it where that is taken.
    private static Path unused() {
        Path folder = Path.of("espalier-tour");
        for (int i = 2; Files.exists(folder); i++) {
            folder = Path.of("espalier-tour-" + i);
        }
        return folder;
    }

    @Override
    void print(TourStep.Result result, PrintWriter out) {
        result.lines().forEach(out::println);
        out.println();
        out.println("report  " + result.folder() + "/report.html");
    }
}

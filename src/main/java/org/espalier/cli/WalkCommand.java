package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.ui.shell.Walk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `walk`: what `bench window` measures, in a process of its own.
@Command(
        name = "walk",
        hidden = true,
        description = "Walk through every page of the window and tell how long events waited.",
        footer = "Example: espalier walk projects/vit-on-stm32")
final class WalkCommand extends StepCommand<Walk.Told> {

    @Parameters(paramLabel = "PROJECT", arity = "1..*", description = "The projects that are open, one after another.")
    private List<Path> projects = List.of();

    @Option(
            names = "--visits",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often each page is looked at. Default: ${DEFAULT-VALUE}.")
    private int visits;

    @Override
    Walk.Told work(TaskContext context) {
        Within.range("--visits", visits, 1, 100);
        return Walk.through(projects, visits, context);
    }

    @Override
    void print(Walk.Told told, PrintWriter out) {
        out.println("first page " + told.firstPageMillis() + " ms after the start of the JVM, "
                + told.firstPageProcessorMillis() + " ms of processor time");
        out.println("longest wait " + told.longestWaitMillis() + " ms, most processor time while one waited "
                + told.busiestMillis() + " ms");
        told.waits().forEach(wait -> out.println("  " + wait));
    }
}

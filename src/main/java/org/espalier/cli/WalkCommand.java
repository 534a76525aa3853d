package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.ui.shell.Walk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `walk`: what `bench window` measures, in a process of its own.
@Command(
        name = "walk",
        hidden = true,
        description = "Walk through every page of the window and tell how long events waited.",
        footer = "Example: espalier walk projects/vit-on-stm32")
final class WalkCommand extends StepCommand<Walk.Told> {

    @Parameters(paramLabel = "PROJECT", description = "The project that is open.")
    @SuppressWarnings("NullAway.Init")
    private Path project;

    @Override
    Walk.Told work(TaskContext context) {
        return Walk.through(project, context);
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

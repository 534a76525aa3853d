package org.espalier.workbench.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.task.ChildProcess;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A walk through every page of the window with a [LargeProject] open, each time in a process of its own: how long the
/// first page takes from the start of the JVM, and how long an event waits at most.
///
/// @param empty what a JVM takes that does nothing
record WindowWalk(Path java, BenchLimit empty) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// Shorter pauses no screen shows.
    private static final BenchLimit FRAME = BenchLimit.estimated(1000 / 60.0, "one frame of a screen at 60 Hz");

    List<BenchResult> results(int times, TaskContext context) {
        double[] first = new double[times];
        double[] spent = new double[times];
        double[] wait = new double[times];
        double[] busy = new double[times];
        String where = "";
        try {
            Path folder = Files.createTempDirectory("espalier-walk");
            try {
                Path project = LargeProject.write(folder, 0);
                for (int i = 0; i < times; i++) {
                    context.checkCancelled();
                    JsonNode told = walk(project, folder.resolve("told.json"), context);
                    first[i] = told.path("firstPageMillis").asDouble() / 1000;
                    spent[i] = told.path("firstPageProcessorMillis").asDouble() / 1000;
                    wait[i] = told.path("longestWaitMillis").asDouble();
                    busy[i] = told.path("busiestMillis").asDouble();
                    where = told.path("waits").path(0).asText("no wait above 50 ms");
                }
            } finally {
                OutputFolder.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                BenchResult.measured("window/first-page", "seconds", first)
                        .beside("from the JVM's start until the first page is laid out; aim 2 s")
                        .within(empty),
                BenchResult.measured("window/first-page/processor", "seconds", spent)
                        .beside("processor time of all threads until then"),
                BenchResult.measured("window/longest-pause", "milliseconds", wait)
                        .beside("an event waits, every page with 7 billion weights and 500 candidates open; aim 100 ms;"
                                + " the last walk's: " + where)
                        .within(FRAME),
                BenchResult.measured("window/longest-pause/event-thread", "milliseconds", busy)
                        .beside("processor time of the event thread within a pause: what is left of it where nothing"
                                + " else runs"));
    }

    private JsonNode walk(Path project, Path told, TaskContext context) throws IOException {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.espalier.cli.Main"));
        command.addAll(List.of("walk", project.toString(), "--quiet", "--json"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(told.toFile())
                .start();
        if (ChildProcess.await(process, LONGEST, context).orElse(-1) != 0) {
            throw WorkbenchException.tool(
                    "bench.window",
                    "the walk through the window did not end well within " + LONGEST.toSeconds() + " s",
                    "Run 'espalier walk projects/prune-llava' and see what it says.");
        }
        return Json.mapper().readTree(told.toFile());
    }
}

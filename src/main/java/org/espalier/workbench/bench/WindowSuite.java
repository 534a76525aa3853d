package org.espalier.workbench.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.OutputFolder;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.ChildProcess;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MagnitudeHistogram;
import org.espalier.workbench.project.Installation;

/// What a user of the window waits for: its first page, a checkpoint's list of tensors, a matrix's statistics.
final class WindowSuite implements BenchSuite {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int EMPTY_STARTS = 3;

    @Override
    public String name() {
        return "window";
    }

    @Override
    public String title() {
        return "Starting the window and opening a model";
    }

    @Override
    public List<BenchResult> run(long seed, TaskContext context) {
        return results(5, context);
    }

    @Override
    public List<BenchResult> runQuickly(long seed, TaskContext context) {
        return results(1, context);
    }

    private static List<BenchResult> results(int times, TaskContext context) {
        List<BenchResult> results = new ArrayList<>();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (Files.isExecutable(java)) {
            BenchLimit empty = emptyStart(java, context);
            context.stage("Starting a process that draws the first page");
            results.add(starts(java, times, context)
                    .beside("from the JVM's start to the page as a picture, process ended")
                    .within(empty));
            context.stage("Walking through every page with seven billion weights and five hundred candidates");
            results.addAll(new WindowWalk(java, empty).results(times, context));
        }
        context.stage("Opening a model");
        MachineRates rates = new MachineRates(context);
        results.add(opens(times)
                .beside("every tensor's name, shape and type")
                .within(rates.millisecondsOfBytes((double) headerBytes(), "its header read from memory")));
        results.add(statistics(times)
                .beside("magnitudes of every weight counted")
                .within(rates.millisecondsOfBytes((double) weightBytes(), "its weights read from memory")));
        return List.copyOf(results);
    }

    private static BenchResult starts(Path java, int times, TaskContext context) {
        double[] seconds = new double[times];
        try {
            Path folder = Files.createTempDirectory("espalier-bench");
            try {
                Path picture = folder.resolve("home.png");
                for (int i = 0; i < times; i++) {
                    context.checkCancelled();
                    List<String> command = new ArrayList<>(List.of(java.toString()));
                    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
                    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.espalier.cli.Main"));
                    command.addAll(List.of("view", "home", "--quiet", "--out", picture.toString()));
                    long start = System.nanoTime();
                    int exit = exit(command, context);
                    seconds[i] = (System.nanoTime() - start) / 1e9;
                    if (exit != 0 || !Files.deleteIfExists(picture)) {
                        throw WorkbenchException.tool(
                                "bench.window",
                                "the first page was not drawn within " + LONGEST.toSeconds() + " s",
                                "Run 'espalier view home --out home.png' and see what it says.");
                    }
                }
            } finally {
                OutputFolder.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return BenchResult.measured("window/start", "seconds", seconds);
    }

    /// The exit code of a command whose words nobody reads; -1 if it did not end.
    private static int exit(List<String> command, TaskContext context) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return ChildProcess.await(process, LONGEST, context).orElse(-1);
    }

    /// Starting and ending a JVM that does nothing.
    private static BenchLimit emptyStart(Path java, TaskContext context) {
        double seconds = Double.POSITIVE_INFINITY;
        try {
            for (int i = 0; i < EMPTY_STARTS; i++) {
                context.checkCancelled();
                long start = System.nanoTime();
                exit(List.of(java.toString(), "-version"), context);
                seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return BenchLimit.measured(seconds, "a JVM that starts and ends");
    }

    private static BenchResult opens(int times) {
        double[] milliseconds = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (Checkpoint checkpoint = sample()) {
                checkpoint.names().forEach(name -> checkpoint.tensor(name).shape());
            }
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
        return BenchResult.measured("window/open/llava-easy-vqa", "milliseconds", milliseconds);
    }

    private static BenchResult statistics(int times) {
        double[] milliseconds = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (Checkpoint checkpoint = sample()) {
                checkpoint.names().forEach(name -> MagnitudeHistogram.of(checkpoint.tensor(name)));
            }
            milliseconds[i] = (System.nanoTime() - start) / 1e6;
        }
        return BenchResult.measured("window/statistics/llava-easy-vqa", "milliseconds", milliseconds);
    }

    private static long weightBytes() {
        try (Checkpoint checkpoint = sample()) {
            return checkpoint.names().stream()
                    .mapToLong(name -> checkpoint.tensor(name).bytes())
                    .sum();
        }
    }

    /// What stands in the sample's file before its weights.
    private static long headerBytes() {
        try {
            return Files.size(Installation.assets().resolve("llava-easy-vqa/model.safetensors")) - weightBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Checkpoint sample() {
        return Checkpoint.open(Installation.assets().resolve("llava-easy-vqa"));
    }
}

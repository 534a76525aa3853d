package org.espalier.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process and all that it started, held still: none of them writes before [#goOn].
///
/// @param processes the process first
record Stopped(List<ProcessHandle> processes) {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// Stops the process, then what it started, and waits until each stands.
    static Stopped stop(ProcessHandle process) throws IOException, InterruptedException {
        List<ProcessHandle> stopped = new ArrayList<>();
        List<ProcessHandle> next = List.of(process);
        while (!next.isEmpty()) { // What one of them started before it stood is found by the next look.
            for (ProcessHandle one : next) {
                signal("STOP", one);
                awaitStill(one);
                stopped.add(one);
            }
            next = process.descendants().filter(one -> !stopped.contains(one)).toList();
        }
        return new Stopped(List.copyOf(stopped));
    }

    /// Lets them work again.
    void goOn() throws IOException, InterruptedException {
        for (ProcessHandle one : processes.reversed()) {
            signal("CONT", one);
        }
    }

    /// Ends them by SIGKILL.
    void kill() {
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void awaitStill(ProcessHandle process) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (works(process.pid())) {
            if (System.nanoTime() - begin > LONGEST_NANOS) {
                throw new IOException("process " + process.pid() + " does not stop");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /// Whether any thread of it is neither stopped nor ended.
    private static boolean works(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid), "task");
        try (Stream<Path> threads = Files.list(process)) {
            for (Path thread : threads.toList()) {
                String line = Files.readString(thread.resolve("stat"));
                if ("TZX".indexOf(line.charAt(line.lastIndexOf(')') + 2)) < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException e) {
            return Files.exists(process); // A thread has ended, or all of it.
        }
    }
}

package org.espalier.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A program run to its end, line by line; it is ended if the user cancels, if it falls silent, or if it goes on for
/// five times as long.
///
/// @param code what the codes of its errors begin with: "board.flash"
/// @param startRemedy what to do where it cannot be started
/// @param silenceRemedy what to do where it falls silent
/// @param ending how it is ended
public record ChildProcess(String code, String startRemedy, String silenceRemedy, Ending ending) {

    /// How a program is ended before its time.
    public enum Ending {
        /// It is killed with its children.
        KILL,
        /// It is asked to end, and what it started goes on: a package manager must not be cut off while it writes.
        ASK
    }

    private static final int LONGEST_LINE = 2000;
    private static final int QUEUE = 1000;

    /// Ends the queue of lines; no program prints it, since control characters end lines.
    private static final String END = "\n";

    /// Runs a command in the folder this program runs in.
    ///
    /// @return the exit code
    /// @throws WorkbenchException if it cannot be started, or prints nothing for `silence`
    public int run(List<String> command, Duration silence, Consumer<String> lines, TaskContext context) {
        return run(command, null, silence, lines, context);
    }

    /// Runs a command and gives each line of both its outputs to `lines`, blank ones left out; a carriage return ends a
    /// line too.
    ///
    /// @param folder where it runs; null for the one this program runs in
    /// @return the exit code
    /// @throws WorkbenchException if it cannot be started, or prints nothing for `silence`
    public int run(
            List<String> command,
            @Nullable Path folder,
            Duration silence,
            Consumer<String> lines,
            TaskContext context) {
        Process process = start(command, folder);
        Thread reader = null;
        try {
            BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE);
            reader = Thread.ofPlatform()
                    .daemon()
                    .name("output of " + command.getFirst())
                    .start(() -> read(process, queue));
            long end = System.nanoTime() + silence.multipliedBy(5).toNanos();
            long deadline = System.nanoTime() + silence.toNanos();
            while (true) {
                context.checkCancelled();
                String line = queue.poll(50, TimeUnit.MILLISECONDS);
                if (System.nanoTime() - (line == null ? deadline : end) > 0) {
                    throw hangs(command, silence);
                }
                if (line == null) {
                    continue;
                }
                if (line.equals(END)) {
                    if (process.waitFor(silence)) {
                        return process.exitValue();
                    }
                    throw hangs(command, silence);
                }
                deadline = System.nanoTime() + silence.toNanos();
                lines.accept(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } finally {
            end(process);
            if (reader != null) {
                reader.interrupt();
            }
        }
    }

    /// Waits for a program that writes to files of its own; it is killed with its children if the user cancels.
    ///
    /// @return its exit code; empty if it went on for longer than `most` and was killed
    public static OptionalInt await(Process process, Duration most, TaskContext context) {
        long end = System.nanoTime() + most.toNanos();
        try {
            while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
                context.checkCancelled();
                if (System.nanoTime() - end > 0) {
                    return OptionalInt.empty();
                }
            }
            return OptionalInt.of(process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } finally {
            kill(process);
        }
    }

    private void end(Process process) {
        if (ending == Ending.ASK) {
            process.destroy();
            return;
        }
        kill(process);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private WorkbenchException hangs(List<String> command, Duration silence) {
        return WorkbenchException.tool(
                code + ".hangs",
                command.getFirst() + " did not go on for " + silence.toSeconds() + " s and was stopped",
                silenceRemedy);
    }

    private Process start(List<String> command, @Nullable Path folder) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder == null ? null : folder.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    code + ".start", command.getFirst() + " cannot be started: " + e.getMessage(), startRemedy, e);
        }
    }

    private static void read(Process process, BlockingQueue<String> queue) {
        try {
            try (InputStream bytes = process.getInputStream();
                    Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
                StringBuilder line = new StringBuilder();
                for (int c = text.read(); c >= 0; c = text.read()) {
                    if (c == '\n' || c == '\r') {
                        put(queue, line);
                    } else if (line.length() < LONGEST_LINE) {
                        line.append((char) c);
                    }
                }
                put(queue, line);
            } catch (IOException e) {
                // A killed program's output breaks off: the same as its end.
                queue.put(END);
                return;
            }
            queue.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void put(BlockingQueue<String> queue, StringBuilder line) throws InterruptedException {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        if (!text.isEmpty()) {
            queue.put(text);
        }
    }
}

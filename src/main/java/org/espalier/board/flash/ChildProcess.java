package org.espalier.board.flash;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A program run to its end, line by line; killed with its children if the user cancels, if it falls
/// silent, or if it goes on for five times as long.
final class ChildProcess {

    private static final int LONGEST_LINE = 2000;
    private static final int QUEUE = 1000;

    /// Ends the queue of lines; no program prints it, since control characters end lines.
    private static final String END = "\n";

    private ChildProcess() {}

    /// Runs a command and gives each line of both its outputs to `lines`; a carriage return ends a line too.
    ///
    /// @return the exit code
    /// @throws WorkbenchException if it cannot be started, or prints nothing for `silence`
    static int run(List<String> command, Duration silence, Consumer<String> lines, TaskContext context) {
        Process process = start(command);
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
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            if (reader != null) {
                reader.interrupt();
            }
        }
    }

    private static WorkbenchException hangs(List<String> command, Duration silence) {
        return WorkbenchException.tool(
                "board.flash.hangs",
                command.getFirst() + " did not go on for " + silence.toSeconds() + " s and was stopped",
                "Unplug the board, plug it in again and repeat.");
    }

    private static Process start(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "board.flash.start",
                    command.getFirst() + " cannot be started: " + e.getMessage(),
                    "Install its package again.",
                    e);
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
        String text = line.toString().strip();
        line.setLength(0);
        if (!text.isEmpty()) {
            queue.put(text);
        }
    }
}

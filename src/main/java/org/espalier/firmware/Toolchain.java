package org.espalier.firmware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.task.CancelledException;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// The GNU compiler for Arm as child processes: argument lists, never a shell.
final class Toolchain {

    private static final long LONGEST_SECONDS = 120;

    private final Path folder;
    private final TaskContext context;

    /// @param folder where commands run; their paths are relative to it
    Toolchain(Path folder, TaskContext context) {
        this.folder = folder;
        this.context = context;
    }

    /// What a command said when it failed.
    record Refusal(List<String> command, String words) {

        /// The failure in the user's terms.
        WorkbenchException asException() {
            return WorkbenchException.tool(
                    "firmware.compiler.failed",
                    String.join(" ", command.getFirst(), command.getLast()) + " failed:\n" + words.strip(),
                    "If user/ holds code of your own, correct it there; else report this with the message.");
        }
    }

    /// Runs a command that must succeed.
    ///
    /// @throws WorkbenchException if the tool is missing, fails or does not end
    void run(List<String> command) {
        Refusal refusal = attempt(command);
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /// Runs a command; null if it succeeded.
    ///
    /// @throws WorkbenchException if the tool is missing or does not end
    @org.jspecify.annotations.Nullable
    Refusal attempt(List<String> command) {
        context.checkCancelled();
        Path log = folder.resolve("build.log");
        Process process = start(command, log);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
            while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
                context.checkCancelled();
                if (System.nanoTime() - deadline > 0) {
                    throw WorkbenchException.tool(
                            "firmware.compiler.hangs",
                            command.getFirst() + " did not end within " + LONGEST_SECONDS + " s",
                            "Check that the machine is not out of memory, and run again.");
                }
            }
            String words = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);
            return process.exitValue() == 0 ? null : new Refusal(command, words);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "firmware.compiler.log",
                    log + ": cannot be read: " + e.getMessage(),
                    "Check the space left on the disk, and run again.",
                    e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(Programs.command(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("LC_ALL", "C");
            return builder.start();
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "firmware.compiler.missing",
                    command.getFirst() + " cannot be started: " + e.getMessage(),
                    "Install the compiler: apt-get install --no-install-recommends gcc-arm-none-eabi",
                    e);
        }
    }
}

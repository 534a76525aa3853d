package org.espalier.firmware;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.espalier.task.ChildProcess;
import org.espalier.task.Programs;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// The GNU compiler for Arm as child processes: argument lists, never a shell.
final class Toolchain {

    private static final ChildProcess COMPILER = new ChildProcess(
            "firmware.compiler",
            "Install the compiler: apt-get install --no-install-recommends gcc-arm-none-eabi",
            "Check that the machine is not out of memory, and run again.",
            ChildProcess.Ending.KILL);

    /// A compiler says nothing until it is done.
    private static final Duration SILENCE = Duration.ofMinutes(2);

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
    @Nullable
    Refusal attempt(List<String> command) {
        StringBuilder words = new StringBuilder();
        int exit = COMPILER.run(
                Programs.command(command),
                folder,
                SILENCE,
                line -> words.append(line).append('\n'),
                context);
        return exit == 0 ? null : new Refusal(command, words.toString());
    }
}

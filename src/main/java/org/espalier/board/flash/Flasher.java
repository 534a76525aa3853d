package org.espalier.board.flash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Writes images to real boards with one of the flash tools.
public final class Flasher {

    /// What was done.
    ///
    /// @param tool the program that did it
    public record Report(String tool, List<StageResult> stages) {}

    /// The longest time without a line of output; OpenOCD says nothing while it writes.
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final ToolPath path;
    private final Duration silence;

    /// Looks for tools along `path`.
    public Flasher(ToolPath path) {
        this(path, SILENCE);
    }

    Flasher(ToolPath path, Duration silence) {
        this.path = path;
        this.silence = silence;
    }

    /// Writes an image with the first of `tools` that is installed.
    ///
    /// @throws WorkbenchException if none is installed, or the tool fails, hangs or ends too early
    public Report flash(FlashJob job, List<FlashTool> tools, TaskContext context) {
        for (FlashTool tool : tools) {
            var program = path.find(tool);
            if (program.isPresent()) {
                return run(tool, program.get(), job, context);
            }
        }
        List<String> packages = tools.stream().map(FlashTool::debianPackage).toList();
        throw WorkbenchException.tool(
                "board.flash.tool",
                "no program to flash the " + job.board().name() + ": "
                        + String.join(
                                " or ", tools.stream().map(FlashTool::program).toList()) + " is not installed",
                "Install the package " + String.join(" or ", packages) + ": sudo apt-get install "
                        + packages.getFirst());
    }

    private Report run(FlashTool tool, Path program, FlashJob job, TaskContext context) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(tool.arguments(job));
        StageLog log = new StageLog(context, job.board().name());
        List<String> complaints = new ArrayList<>();
        int exit = ChildProcess.run(
                command,
                silence,
                line -> {
                    tool.line(line, log);
                    if (tool.isComplaint(line) && complaints.size() < 20) {
                        complaints.add(line);
                    }
                },
                context);
        // The first complaint is the cause, those after it are consequences; OpenOCD's last word is no reason.
        String reason = complaints.isEmpty() ? "" : complaints.getFirst();
        if (exit != 0) {
            throw tool.failure(log.current(), reason, exit);
        }
        tool.ended(log);
        if (!log.has(Stage.WRITE)) {
            throw tool.failure(log.current(), reason, exit);
        }
        return new Report(tool.program(), log.results());
    }
}

package org.espalier.board.flash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.task.ChildProcess;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// Writes images to real boards with one of the flash tools.
public final class Flasher {

    /// What was done.
    ///
    /// @param tool the program that did it
    public record Report(String tool, List<StageResult> stages) {}

    /// The longest time without a line of output; OpenOCD says nothing while it writes.
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final ChildProcess PROGRAM = new ChildProcess(
            "board.flash",
            "Install its package again.",
            "Unplug the board, plug it in again and repeat.",
            ChildProcess.Ending.KILL);

    private final ToolPath path;
    private final Duration silence;
    private final MassStorage disks;

    /// Looks for tools along `path`.
    public Flasher(ToolPath path) {
        this(path, SILENCE, MassStorage.MOUNTS);
    }

    Flasher(ToolPath path, Duration silence, Path mounts) {
        this.path = path;
        this.silence = silence;
        this.disks = new MassStorage(mounts, silence);
    }

    /// Writes an image with the first program of `choice` that is installed, or else by the probe's
    /// disk. A chip that does not answer is tried once more under reset.
    ///
    /// @throws WorkbenchException if there is no way, another chip, or the tool fails, hangs or ends
    /// too early
    public Report flash(FlashJob job, List<FlashTool> choice, TaskContext context) {
        List<FlashTool> tools = job.outside() ? List.of(FlashTool.OPENOCD) : choice;
        for (FlashTool tool : tools) {
            var program = path.find(tool);
            if (program.isPresent()) {
                return runOrUnderReset(tool, program.get(), job, context);
            }
        }
        List<Path> found = job.outside() || tools.contains(FlashTool.DFU_UTIL) ? List.of() : disks.find(job.board());
        if (found.size() == 1) {
            return disks.flash(found.getFirst(), job, context);
        }
        if (found.size() > 1) {
            throw WorkbenchException.tool(
                    "board.flash.disks",
                    "several disks could be the " + job.board().name() + ": "
                            + String.join(
                                    ", ", found.stream().map(Path::toString).toList()),
                    "Unplug the other boards and repeat, or install a program that tells them apart:"
                            + " sudo apt-get install "
                            + tools.getFirst().debianPackage() + ".");
        }
        List<String> packages = tools.stream().map(FlashTool::debianPackage).toList();
        throw WorkbenchException.tool(
                "board.flash.tool",
                "no program to flash the " + job.board().name() + ": "
                        + String.join(
                                " or ", tools.stream().map(FlashTool::program).toList()) + " is not installed",
                "Install the package " + String.join(" or ", packages) + ": sudo apt-get install "
                        + packages.getFirst() + "."
                        + (job.outside()
                                ? " No other program writes the flash outside the chip, where some of the weights lie."
                                : " Or mount the disk the probe shows, "
                                        + job.board().flashing().volume() + ", and repeat."));
    }

    private Report runOrUnderReset(FlashTool tool, Path program, FlashJob job, TaskContext context) {
        try {
            return run(tool, program, job, context);
        } catch (WorkbenchException e) {
            if (!tool.mayNeedReset(e)) {
                throw e;
            }
            context.emit(TaskEvent.log("The chip does not answer: once more under reset"));
            return run(tool, program, job.withReset(), context);
        }
    }

    private static void checkChip(String line, FlashJob job) {
        OptionalInt found = Chips.in(line);
        OptionalInt wanted = Chips.parse(job.board().flashing().chipId());
        if (found.isPresent() && wanted.isPresent() && found.getAsInt() != wanted.getAsInt()) {
            throw WorkbenchException.tool(
                    "board.flash.chip",
                    String.format(
                            "the probe sees a chip of another kind (0x%03x) than the %s has (0x%03x)",
                            found.getAsInt(), job.board().name(), wanted.getAsInt()),
                    "Connect the board the firmware was built for, or build it for this one:"
                            + " espalier mcu firmware NET --board B.");
        }
    }

    private Report run(FlashTool tool, Path program, FlashJob job, TaskContext context) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(tool.arguments(job));
        StageLog log = new StageLog(context, job.board().name());
        List<String> complaints = new ArrayList<>();
        int exit = PROGRAM.run(
                command,
                silence,
                said -> {
                    String line = said.strip();
                    checkChip(line, job);
                    tool.line(line, log);
                    if (tool.isComplaint(line) && complaints.size() < 20) {
                        complaints.add(line);
                    }
                },
                context);
        // The first complaint is the cause, those after it are consequences; OpenOCD's last word is no reason.
        String reason = complaints.isEmpty() ? "" : complaints.getFirst();
        if (exit != 0 || !log.has(Stage.WRITE)) {
            throw tool.failure(log.current(), reason, exit);
        }
        tool.ended(log);
        return new Report(tool.program(), log.results());
    }
}

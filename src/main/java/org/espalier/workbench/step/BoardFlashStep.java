package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.board.BoardFlasher;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.Flasher;
import org.espalier.board.flash.ToolPath;
import org.espalier.task.TaskContext;

/// `board flash`: a folder's image onto a board.
public final class BoardFlashStep implements Step<BoardFlashStep.Parameters, BoardFlashStep.Result> {

    /// What goes where.
    ///
    /// @param firmware a project that `mcu firmware` built
    /// @param board the board's id
    public record Parameters(Path firmware, String board) {}

    /// What happened.
    ///
    /// @param tool what wrote the image
    /// @param sha256 of the image
    /// @param bytes size of the image
    public record Result(
            String schema, String board, String tool, String image, String sha256, int bytes, List<Stage> stages) {}

    /// One stage.
    ///
    /// @param stage "connect", "erase", "write", "verify" or "run"
    /// @param outcome "done", or "not reported" if the tool does not say
    /// @param detail what the tool said about it, may be empty
    /// @param seconds since the stage before ended
    public record Stage(String stage, String outcome, String detail, double seconds) {}

    @Override
    public String name() {
        return "board flash";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        BoardFlasher flasher = new BoardFlasher(new BoardFinder(), new Flasher(ToolPath.ofEnvironment()));
        Flasher.Report report = flasher.flash(parameters.board(), firmware, context);
        return new Result(
                "espalier.flash/1",
                parameters.board(),
                report.tool(),
                firmware.built().bin(),
                firmware.built().sha256(),
                firmware.image().size(),
                report.stages().stream()
                        .map(s -> new Stage(s.stage(), s.outcome(), s.detail(), s.seconds()))
                        .toList());
    }
}

package org.espalier.workbench.step;

import java.util.List;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.flash.FoundBoard;
import org.espalier.task.TaskContext;

/// `board list`: virtual boards, serial ports and probes of this machine.
public final class BoardListStep implements Step<BoardListStep.Parameters, BoardListStep.Result> {

    /// Nothing to choose.
    public record Parameters() {}

    /// What was found.
    public record Result(String schema, List<Found> boards) {}

    /// One board, port or probe.
    ///
    /// @param id what `--board` takes
    /// @param name what it probably is
    /// @param kind "virtual", "serial" or "probe"
    /// @param port the port's path or the probe's serial number; empty for a virtual board
    /// @param usb what `--board` takes as well for a port behind USB, whatever name the port gets:
    ///     "usb:SERIAL"; empty for others
    public record Found(String id, String name, String kind, String port, String usb) {}

    @Override
    public String name() {
        return "board list";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        context.stage("Looking for boards");
        return new Result(
                "espalier.boards/1",
                new BoardFinder()
                        .find().stream()
                                .map(b -> new Found(
                                        b.id(),
                                        b.name(),
                                        b.kind(),
                                        b.port(),
                                        b.kind().equals(FoundBoard.SERIAL)
                                                        && !b.usbSerial().isEmpty()
                                                ? "usb:" + b.usbSerial()
                                                : ""))
                                .toList());
    }
}

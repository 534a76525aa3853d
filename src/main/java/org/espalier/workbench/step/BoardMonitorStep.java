package org.espalier.workbench.step;

import java.nio.file.Path;
import java.time.Duration;
import org.espalier.board.BoardAddress;
import org.espalier.board.BoardConnection;
import org.espalier.board.BoardMonitor;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.serial.SerialPortLink;
import org.espalier.board.sim.VirtualLink;
import org.espalier.plan.Board;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `board monitor`: what a board sends over its serial port, line by line, as events of kind "log".
public final class BoardMonitorStep implements Step<BoardMonitorStep.Parameters, BoardMonitorStep.Result> {

    /// What to listen to.
    ///
    /// @param firmware what a virtual board runs; null for a real one
    /// @param seconds how long
    public record Parameters(@Nullable Path firmware, String board, int baud, long seconds) {}

    /// How much came.
    public record Result(String schema, String board, String port, long bytes, long seconds) {}

    @Override
    public String name() {
        return "board monitor";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        BoardAddress address = BoardAddress.parse(parameters.board());
        if (address instanceof BoardAddress.Virtual(Board board)) {
            return virtual(board, parameters, context);
        }
        String port = BoardAddress.port(address, new BoardFinder());
        try (SerialPortLink link = SerialPortLink.open(port, parameters.baud())) {
            context.stage("Listening to " + port + " at " + parameters.baud() + " baud");
            long bytes = BoardMonitor.listen(
                    link, Duration.ofSeconds(parameters.seconds()), line -> context.emit(TaskEvent.log(line)), context);
            return new Result("espalier.monitor/1", parameters.board(), port, bytes, parameters.seconds());
        }
    }

    private static Result virtual(Board board, Parameters parameters, TaskContext context) {
        if (parameters.firmware() == null) {
            throw WorkbenchException.usage(
                    "board.monitor.firmware",
                    parameters.board() + ": a virtual board needs an image to run",
                    "Name the folder that mcu firmware made: espalier board monitor DIR --board " + parameters.board()
                            + ".");
        }
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        try (VirtualLink link = BoardConnection.powerUp(board, firmware)) {
            context.stage("Listening to " + parameters.board());
            long start = System.nanoTime();
            long bytes = BoardMonitor.listenUntilSilent(
                    link, Duration.ofSeconds(parameters.seconds()), line -> context.emit(TaskEvent.log(line)), context);
            context.emit(TaskEvent.log("the firmware waits for requests: nothing more comes by itself"));
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            return new Result("espalier.monitor/1", parameters.board(), parameters.board(), bytes, seconds);
        }
    }
}

package org.espalier.workbench.step;

import java.time.Duration;
import org.espalier.board.BoardAddress;
import org.espalier.board.BoardMonitor;
import org.espalier.board.flash.BoardFinder;
import org.espalier.board.serial.SerialPortLink;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// `board monitor`: what a board sends over its serial port, line by line, as events of kind "log".
public final class BoardMonitorStep implements Step<BoardMonitorStep.Parameters, BoardMonitorStep.Result> {

    /// What to listen to.
    ///
    /// @param seconds how long
    public record Parameters(String board, int baud, long seconds) {}

    /// How much came.
    public record Result(String schema, String board, String port, long bytes, long seconds) {}

    @Override
    public String name() {
        return "board monitor";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        BoardAddress address = BoardAddress.parse(parameters.board());
        if (address instanceof BoardAddress.Virtual) {
            throw WorkbenchException.input(
                    "board.monitor.virtual",
                    parameters.board() + ": a virtual board says nothing unless it is asked",
                    "Run espalier board benchmark on it, or name a serial port: --board serial:/dev/ttyACM0.");
        }
        String port = BoardAddress.port(address, new BoardFinder());
        try (SerialPortLink link = SerialPortLink.open(port, parameters.baud())) {
            context.stage("Listening to " + port + " at " + parameters.baud() + " baud");
            long bytes = BoardMonitor.listen(
                    link, Duration.ofSeconds(parameters.seconds()), line -> context.emit(TaskEvent.log(line)), context);
            return new Result("espalier.monitor/1", parameters.board(), port, bytes, parameters.seconds());
        }
    }
}

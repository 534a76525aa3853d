package org.espalier.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardMonitorStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `board monitor`.
@Command(
        name = "monitor",
        description = "Show what a board sends over its serial port; bytes that are no text in hexadecimal.",
        footer = "Example: espalier board monitor --board serial:/dev/ttyACM0 --seconds 10")
final class BoardMonitorCommand extends StepCommand<BoardMonitorStep.Result> {

    @Option(names = "--board", required = true, paramLabel = "ID", description = "A board of 'board list' with a port.")
    @SuppressWarnings("NullAway.Init")
    private String board;

    @Option(
            names = "--baud",
            paramLabel = "N",
            defaultValue = "115200",
            description = "Speed of the port. Default: ${DEFAULT-VALUE}.")
    private int baud;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3600",
            description = "How long to listen; Ctrl-C ends it earlier. Default: ${DEFAULT-VALUE}.")
    private long seconds;

    @Override
    BoardMonitorStep.Result work(TaskContext context) {
        return new BoardMonitorStep().run(new BoardMonitorStep.Parameters(board, baud, seconds), context);
    }

    @Override
    void print(BoardMonitorStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%,d bytes in %d s from %s%n", result.bytes(), result.seconds(), result.port());
    }
}

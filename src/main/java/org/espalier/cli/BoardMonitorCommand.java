package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardMonitorStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `board monitor`.
@Command(
        name = "monitor",
        description = "Show what a board sends over its serial port; bytes that are no text in hexadecimal.",
        footer = "Example: espalier board monitor --board serial:/dev/ttyACM0 --seconds 10")
final class BoardMonitorCommand extends StepCommand<BoardMonitorStep.Result> {

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "A firmware folder, made by 'mcu firmware': what a virtual board runs.")
    private @Nullable Path firmware;

    @Option(names = "--board", required = true, paramLabel = "ID", description = "A board of 'board list'.")
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
        return new BoardMonitorStep().run(new BoardMonitorStep.Parameters(firmware, board, baud, seconds), context);
    }

    @Override
    void print(BoardMonitorStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%,d bytes in %d s from %s%n", result.bytes(), result.seconds(), result.port());
    }
}

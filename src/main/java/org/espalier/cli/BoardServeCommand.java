package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.BoardServeStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `board serve`.
@Command(
        name = "serve",
        description = {
            "Put a virtual board behind a pseudo-terminal: any program opens it as a serial port.",
            "The port's path goes to standard error at the start."
        },
        footer = "Example: espalier board serve firmware --link /tmp/board &\n"
                + "         espalier board benchmark firmware --board serial:/tmp/board")
final class BoardServeCommand extends StepCommand<BoardServeStep.Result> {

    @Mixin
    private final FirmwareOnBoard target = new FirmwareOnBoard();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3600",
            description = "How long to serve; Ctrl-C ends it earlier. Default: ${DEFAULT-VALUE}.")
    private long seconds;

    @Option(names = "--link", paramLabel = "PATH", description = "A symbolic link to make to the port.")
    private @Nullable Path link;

    @Override
    BoardServeStep.Result work(TaskContext context) {
        return new BoardServeStep()
                .run(new BoardServeStep.Parameters(target.firmware, target.board, seconds, link), context);
    }

    @Override
    void print(BoardServeStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%,d bytes in %d s at %s%n", result.bytes(), result.seconds(), result.port());
    }
}

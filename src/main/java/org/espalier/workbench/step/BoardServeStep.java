package org.espalier.workbench.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.espalier.board.BoardAddress;
import org.espalier.board.BoardConnection;
import org.espalier.board.BoardServer;
import org.espalier.board.FirmwareFolder;
import org.espalier.board.serial.PseudoTerminal;
import org.espalier.board.sim.VirtualLink;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `board serve`: a virtual board behind a pseudo-terminal, which any program opens as a serial port.
public final class BoardServeStep implements Step<BoardServeStep.Parameters, BoardServeStep.Result> {

    private static final Path PORTS = Path.of("/dev/pts");

    /// What to serve.
    ///
    /// @param seconds how long
    /// @param link a symbolic link to make to the port, or null
    public record Parameters(
            Path firmware,
            String board,
            long seconds,
            @Nullable Path link) {}

    /// How much crossed the port.
    public record Result(String schema, String board, String port, long bytes, long seconds) {}

    @Override
    public String name() {
        return "board serve";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        FirmwareFolder firmware = FirmwareFolder.open(parameters.firmware());
        if (!(BoardAddress.parse(parameters.board()) instanceof BoardAddress.Virtual(var board))) {
            throw WorkbenchException.input(
                    "board.serve.real",
                    parameters.board() + ": is no virtual board",
                    "A real board has a port already; name a virtual one: --board virtual:stm32f746g-disco.");
        }
        try (VirtualLink link = BoardConnection.powerUp(board, firmware);
                PseudoTerminal terminal = PseudoTerminal.open()) {
            context.stage("Serving " + parameters.board() + " at " + terminal.path());
            context.emit(TaskEvent.log("port " + terminal.path()));
            Path name = linked(parameters.link(), terminal.path());
            try {
                long bytes = BoardServer.serve(link, terminal, Duration.ofSeconds(parameters.seconds()), context);
                return new Result("espalier.serve/1", parameters.board(), terminal.path(), bytes, parameters.seconds());
            } finally {
                remove(name, terminal.path());
            }
        }
    }

    static @Nullable Path linked(@Nullable Path link, String port) {
        if (link == null) {
            return null;
        }
        try {
            // What a killed server left may go, what the user made may not.
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(PORTS)) {
                Files.delete(link);
            }
            return Files.createSymbolicLink(link, Path.of(port));
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "board.serve.link",
                    link + ": cannot be made a link to the port: " + e.getMessage(),
                    "Name a file that is not there, in a folder you may write to.",
                    e);
        }
    }

    static void remove(@Nullable Path link, String port) {
        try {
            if (link != null
                    && Files.isSymbolicLink(link)
                    && Files.readSymbolicLink(link).equals(Path.of(port))) {
                Files.deleteIfExists(link);
            }
        } catch (IOException e) {
            return; // A link to a port that is gone is taken over by the next server.
        }
    }
}

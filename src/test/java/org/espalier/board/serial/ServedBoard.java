package org.espalier.board.serial;

import java.time.Duration;
import org.espalier.board.BoardServer;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;

/// A board behind a pseudo-terminal, served by a thread of its own until the plug is pulled.
public final class ServedBoard implements AutoCloseable {

    private final PseudoTerminal terminal = PseudoTerminal.open();
    private final Thread server;
    private volatile boolean pulled;

    /// Serves a board; it is switched off at the end.
    public ServedBoard(BoardLink board) {
        TaskContext untilPulled = new QuietListener() {
            @Override
            public boolean cancelled() {
                return pulled;
            }
        };
        server = Thread.ofPlatform().daemon().start(() -> {
            try (board) {
                BoardServer.serve(board, terminal, Duration.ofMinutes(5), untilPulled);
            } catch (CancelledException e) {
                // The plug was pulled.
                return;
            }
        });
    }

    /// Where the board is found.
    public String path() {
        return terminal.path();
    }

    /// Pulls the plug.
    @Override
    public void close() {
        pulled = true;
        try {
            server.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.close();
    }
}

package org.espalier.board;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.espalier.board.serial.BoardLink;
import org.espalier.board.serial.PseudoTerminal;
import org.espalier.task.TaskContext;

/// Puts a board in software behind a pseudo-terminal, where programs find it as they find silicon: as a
/// serial port.
public final class BoardServer {

    private static final int SLICE_MILLIS = 20;
    private static final int FULL_LINE_MILLIS = 2000;
    private static final Duration WORK = Duration.ofMinutes(10);

    private BoardServer() {}

    /// Passes bytes to and fro until the time is up.
    ///
    /// @return how many bytes went each way together
    /// @throws org.espalier.task.CancelledException if the context asks for it
    public static long serve(BoardLink board, PseudoTerminal terminal, Duration duration, TaskContext context) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration);
        long bytes = 0;
        while (System.nanoTime() - deadline < 0) {
            context.checkCancelled();
            byte[] in = terminal.read(SLICE_MILLIS);
            if (in.length == 0) {
                continue;
            }
            bytes += in.length;
            terminal.speed().ifPresent(board::changeSpeed);
            board.write(in);
            for (byte[] out = board.read(WORK, context); out.length > 0; out = board.read(WORK, context)) {
                terminal.write(out, FULL_LINE_MILLIS);
                bytes += out.length;
            }
        }
        return bytes;
    }
}

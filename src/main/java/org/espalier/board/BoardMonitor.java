package org.espalier.board;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.espalier.board.serial.BoardLink;
import org.espalier.task.TaskContext;

/// Listens to a serial line and gives what comes as lines of text.
public final class BoardMonitor {

    private static final int LONGEST_LINE = 160;

    private final StringBuilder line = new StringBuilder();
    private final Consumer<String> lines;
    private long bytes;

    private BoardMonitor(Consumer<String> lines) {
        this.lines = lines;
    }

    /// Listens until the time is up; bytes that are no printable text come in hexadecimal.
    ///
    /// @return how many bytes came
    /// @throws org.espalier.task.CancelledException if the context asks for it
    public static long listen(BoardLink link, Duration duration, Consumer<String> lines, TaskContext context) {
        BoardMonitor monitor = new BoardMonitor(lines);
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration);
        try {
            for (long left = TimeUnit.NANOSECONDS.convert(duration); left > 0; left = deadline - System.nanoTime()) {
                monitor.take(link.read(Duration.ofNanos(left), context));
            }
        } finally {
            // A board that is unplugged may have told why in words that no line end follows.
            monitor.flush();
        }
        return monitor.bytes;
    }

    /// The same for a board in software, which ends the listening once it waits for someone to ask: nothing comes then.
    public static long listenUntilSilent(
            BoardLink link, Duration duration, Consumer<String> lines, TaskContext context) {
        BoardMonitor monitor = new BoardMonitor(lines);
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration);
        long left = TimeUnit.NANOSECONDS.convert(duration);
        try {
            while (left > 0) {
                byte[] received = link.read(Duration.ofNanos(left), context);
                if (received.length == 0) {
                    break;
                }
                monitor.take(received);
                left = deadline - System.nanoTime();
            }
        } finally {
            monitor.flush();
        }
        return monitor.bytes;
    }

    private void take(byte[] received) {
        bytes += received.length;
        for (byte b : received) {
            if (b == '\n') {
                flush();
            } else if (b >= ' ' && b < 127) {
                line.append(new String(new byte[] {b}, StandardCharsets.US_ASCII));
            } else if (b != '\r') {
                line.append(String.format("<%02x>", b));
            }
            if (line.length() >= LONGEST_LINE) {
                flush();
            }
        }
    }

    private void flush() {
        if (!line.isEmpty()) {
            lines.accept(line.toString());
            line.setLength(0);
        }
    }
}

package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.espalier.board.serial.BoardLink;
import org.espalier.board.serial.SerialPortLink;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class BoardMonitorTest {

    /// A line that says some words and is unplugged then.
    private static BoardLink saying(String... words) {
        ArrayDeque<String> left = new ArrayDeque<>(List.of(words));
        return new BoardLink() {
            @Override
            public String name() {
                return "line";
            }

            @Override
            public void write(byte[] bytes) {}

            @Override
            public byte[] read(Duration patience, TaskContext context) {
                if (left.isEmpty()) {
                    throw WorkbenchException.tool(SerialPortLink.GONE, "line: gone", "Plug it in.");
                }
                return left.remove().getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void linesAreTextAndTheirOtherBytesHexadecimal() {
        List<String> lines = new ArrayList<>();
        BoardLink line = saying("one\r\nt", "wo\u00ff\n", "");
        assertEquals(10, BoardMonitor.listenUntilSilent(line, Duration.ofMinutes(1), lines::add, TaskContext.NONE));
        assertEquals(List.of("one", "two<ff>"), lines);
    }

    @Test
    void listeningForEverIsNoTooLongTime() {
        List<String> lines = new ArrayList<>();
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        assertEquals(2, BoardMonitor.listenUntilSilent(saying("x\n", ""), ever, lines::add, TaskContext.NONE));
        assertThrows(
                WorkbenchException.class, () -> BoardMonitor.listen(saying("y\n"), ever, lines::add, TaskContext.NONE));
        assertEquals(List.of("x", "y"), lines);
    }

    @Test
    void theLastWordsOfABoardThatIsUnpluggedAreShown() {
        List<String> lines = new ArrayList<>();
        BoardLink line = saying("first\n", "voltage is fall");
        var e = assertThrows(
                WorkbenchException.class,
                () -> BoardMonitor.listen(line, Duration.ofMinutes(1), lines::add, TaskContext.NONE));
        assertEquals(SerialPortLink.GONE, e.code());
        assertEquals(List.of("first", "voltage is fall"), lines);
    }
}

package org.espalier.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.board.serial.BoardLink;
import org.espalier.board.serial.Patience;
import org.espalier.board.serial.SerialPortLink;
import org.espalier.board.sim.VirtualLink;
import org.espalier.compress.quant.QuantizedNetwork;
import org.espalier.compress.quant.RandomNetworks;
import org.espalier.compress.quant.SmallForm;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.plan.Board;
import org.espalier.plan.Boards;
import org.espalier.plan.Planner;
import org.espalier.plan.Techniques;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A benchmark of two pictures whose board is unplugged, exchanged or reset at every message there is.
class UnpluggedBoardTest {

    private static final Board BOARD = Boards.byId("stm32f746g-disco");
    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SmallForm.SMALL, 3);
    private static final Patience SHORT = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), 12);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static FirmwareFolder firmware;
    private static Benchmark undisturbed;
    private static int messages;

    @BeforeAll
    static void build() {
        Path project = folder.resolve("project");
        FirmwareBuilder.build(
                NETWORK, Planner.plan(NETWORK, BOARD, Techniques.ALL), BOARD, project, false, TaskContext.NONE);
        firmware = FirmwareFolder.open(project);
        Cable cable = new Cable(Integer.MAX_VALUE, List.of());
        undisturbed = benchmark(cable, Duration.ZERO);
        messages = cable.messages;
    }

    private static Benchmark benchmark(Supplier<BoardLink> line, Duration replug) {
        BoardBenchmark.Samples samples = new BoardBenchmark.Samples() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public BoardBenchmark.Sample get(int index) {
                return new BoardBenchmark.Sample("picture " + index, RandomNetworks.picture(NETWORK, index), 0);
            }
        };
        try (BoardConnection connection = BoardConnection.over(
                "board", new BoardConnection.Line(line, SHORT, replug, false, 0), firmware, TaskContext.NONE)) {
            connection.checkImage(firmware, TaskContext.NONE);
            return BoardBenchmark.run(connection, NETWORK, samples, TaskContext.NONE);
        }
    }

    /// A board on a cable that is pulled at a message to it.
    private static final class Cable implements Supplier<BoardLink> {
        private final int pulledAt;
        private final List<String> later;
        private int pulledAgainAt;
        private int messages;
        private int opened;
        private int closed;

        /// @param later what the line does when it is opened again: "none" or "board"
        Cable(int pulledAt, List<String> later) {
            this.pulledAt = pulledAt;
            this.later = new ArrayList<>(later);
        }

        @Override
        public BoardLink get() {
            if (opened++ > 0 && (later.isEmpty() || later.removeFirst().equals("none"))) {
                throw WorkbenchException.tool("board.port.missing", "no such port", "Plug it in.");
            }
            VirtualLink board = BoardConnection.powerUp(BOARD, firmware);
            return new BoardLink() {
                @Override
                public String name() {
                    return "cable";
                }

                @Override
                public void write(byte[] bytes) {
                    if (++messages == pulledAt || messages == pulledAgainAt) {
                        throw WorkbenchException.tool(SerialPortLink.GONE, "cable: gone", "Plug it in.");
                    }
                    board.write(bytes);
                }

                @Override
                public byte[] read(Duration patience, TaskContext context) {
                    return board.read(patience, context);
                }

                @Override
                public void close() {
                    closed++;
                    board.close();
                }
            };
        }
    }

    @Test
    void unpluggingAtEveryMessageEndsInThatMessageAndNoResult() {
        assertTrue(messages > 20, messages + " messages");
        for (int at = 1; at <= messages; at++) {
            Cable cable = new Cable(at, List.of());
            var e = assertThrows(WorkbenchException.class, () -> benchmark(cable, Duration.ZERO), "message " + at);
            assertEquals(SerialPortLink.GONE, e.code());
            assertEquals(WorkbenchException.Fault.TOOL, e.fault());
        }
    }

    @Test
    void aBoardThatComesBackWhilePicturesRunGoesOnToTheSameResult() {
        int connecting = 4 + firmware.plan().orElseThrow().steps().size();
        for (int at = connecting; at <= messages; at += 3) {
            Cable cable = new Cable(at, List.of("none", "board"));
            Benchmark benchmark = benchmark(cable, Duration.ofSeconds(60));
            assertEquals(undisturbed.confusion(), benchmark.confusion(), "message " + at);
            assertEquals(2, benchmark.agreeing());
            assertEquals(undisturbed.runs(), benchmark.runs());
            assertEquals(3, cable.opened);
        }
    }

    @Test
    void aBoardThatStaysAwayIsWaitedForNoLongerThanAllowed() {
        Cable cable = new Cable(messages, List.of());
        var e = assertThrows(WorkbenchException.class, () -> benchmark(cable, Duration.ofMillis(1500)));
        assertEquals(SerialPortLink.GONE, e.code());
        assertTrue(cable.opened >= 2, "it was looked for");
    }

    /// The third message to a board asks it for a higher speed.
    @Test
    void aLineThatBreaksWhileItsSpeedIsRaisedIsClosed() {
        Cable cable = new Cable(3, List.of());
        var line = new BoardConnection.Line(cable, SHORT, Duration.ZERO, false, 115_200);
        var e = assertThrows(
                WorkbenchException.class, () -> BoardConnection.over("board", line, firmware, TaskContext.NONE));
        assertEquals(SerialPortLink.GONE, e.code());
        assertEquals(1, cable.closed);
    }

    @Test
    void aLineIsClosedWhereTheFoldersPlanCannotBeRead() throws IOException {
        Path project = folder.resolve("broken");
        FirmwareBuilder.build(
                NETWORK, Planner.plan(NETWORK, BOARD, Techniques.ALL), BOARD, project, false, TaskContext.NONE);
        Files.writeString(project.resolve(FirmwareBuilder.PLAN), "{");
        FirmwareFolder broken = FirmwareFolder.open(project);
        Cable cable = new Cable(Integer.MAX_VALUE, List.of());
        var line = new BoardConnection.Line(cable, SHORT, Duration.ZERO, false, 0);
        assertThrows(WorkbenchException.class, () -> BoardConnection.over("board", line, broken, TaskContext.NONE));
        assertEquals(1, cable.closed);
    }

    /// Before its image has been checked again: a port held open could not be opened once more.
    @Test
    void aBoardThatGoesAgainAsSoonAsItIsBackLeavesNoLineOpen() {
        Cable cable = new Cable(messages, List.of("board", "board"));
        cable.pulledAgainAt = messages + 3;
        Benchmark benchmark = benchmark(cable, Duration.ofSeconds(60));
        assertEquals(2, benchmark.agreeing());
        assertEquals(3, cable.opened);
        assertEquals(3, cable.closed);
    }
}

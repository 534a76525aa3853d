package org.espalier.board.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.espalier.board.SmallNetwork;
import org.espalier.board.sim.FirmwareImage;
import org.espalier.board.sim.Machine;
import org.espalier.board.sim.VirtualBoard;
import org.espalier.board.sim.VirtualLink;
import org.espalier.plan.Boards;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole conversations over wires with seeded mishaps: the right answer or the right message, never a wrong answer.
///
/// `installer/verify --soak 100000` makes it a soak of that many schedules, by the properties below.
class FaultScheduleTest {

    private static final int SUITE = 240;
    private static final int SCHEDULES = Integer.getInteger("espalier.faults", SUITE);
    private static final int FIRST = Integer.getInteger("espalier.faults.seed", 0);

    /// A soak says where it is after so many schedules.
    private static final int REPORT = 250;

    private static final Patience SHORT = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), 12);

    @TempDir
    static Path folder;

    private static FirmwareImage image;

    @BeforeAll
    static void build() {
        image = FirmwareImage.elf(SmallNetwork.build(folder));
    }

    private static BoardLink board() {
        return new VirtualLink(VirtualBoard.powerUp(
                Machine.of(Boards.byId("stm32f746g-disco")), image, VirtualBoard.Counting.FASTEST, (byte) 0x3C));
    }

    @Test
    void everyScheduleEndsInTheRightAnswerOrTheRightMessage() {
        Set<FaultyWire.Mishap> all = EnumSet.noneOf(FaultyWire.Mishap.class);
        int answers = 0;
        for (int i = 0; i < SCHEDULES; i++) {
            int seed = FIRST + i;
            FaultyWire wire = new FaultyWire(FaultScheduleTest::board, seed);
            try (wire) {
                answers += converse(wire, seed) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", " + wire.planned() + "; again: installer/verify --soak 1 --seed " + seed,
                        e);
            }
            all.addAll(wire.seen());
            if (System.getProperty("espalier.faults") != null && ((i + 1) % REPORT == 0 || i + 1 == SCHEDULES)) {
                System.out.printf("soak: %d of %d schedules, %d answered, seed %d%n", i + 1, SCHEDULES, answers, seed);
            }
        }
        if (SCHEDULES < SUITE) {
            return;
        }
        assertEquals(EnumSet.allOf(FaultyWire.Mishap.class), all, "every kind of mishap took place");
        assertTrue(answers > SCHEDULES / 2, answers + " of " + SCHEDULES + " answered");
    }

    /// One inference; whether it was answered, and not ended by the message that its mishaps explain.
    private static boolean converse(FaultyWire wire, int seed) {
        try {
            BoardSession session = BoardSession.open(wire, seed, SHORT, TaskContext.NONE);
            byte[] picture = SmallNetwork.picture(seed);
            assertEquals(List.of("invert", "sum"), session.stepNames(TaskContext.NONE), "seed " + seed);
            Inference inference = session.infer(picture, (byte) 0xA5, TaskContext.NONE);
            assertArrayEquals(SmallNetwork.logits(picture), inference.logits(), "seed " + seed);
            return true;
        } catch (WorkbenchException e) {
            expected(wire, e, seed);
            return false;
        }
    }

    private static void expected(FaultyWire wire, WorkbenchException e, int seed) {
        Set<FaultyWire.Mishap> seen = wire.seen();
        assertEquals(WorkbenchException.Fault.TOOL, e.fault(), "seed " + seed);
        switch (e.code()) {
            case "board.port.gone" -> assertTrue(seen.contains(FaultyWire.Mishap.UNPLUGGED), "seed " + seed);
            case "board.link.silent" -> assertTrue(seen.contains(FaultyWire.Mishap.SILENT), "seed " + seed);
            case "board.link.reset" -> assertTrue(seen.contains(FaultyWire.Mishap.RESET), "seed " + seed);
            default -> fail("seed " + seed + " " + wire.planned() + ": " + e.code() + " " + e.getMessage());
        }
    }

    @Test
    void anAnswerMayBeSplitAtEveryPosition() {
        byte[] picture = SmallNetwork.picture(9);
        byte[] logits = SmallNetwork.logits(picture);
        for (int piece = 1; piece < 40; piece++) {
            try (BoardSession session = BoardSession.open(new Pieces(board(), piece), piece, SHORT, TaskContext.NONE)) {
                assertArrayEquals(
                        logits,
                        session.infer(picture, (byte) 0x5A, TaskContext.NONE).logits(),
                        "pieces of " + piece);
            }
        }
    }

    /// A wire that passes so many bytes at a time.
    private record Pieces(BoardLink board, int size, java.io.ByteArrayOutputStream kept) implements BoardLink {

        Pieces(BoardLink board, int size) {
            this(board, size, new java.io.ByteArrayOutputStream());
        }

        @Override
        public String name() {
            return board.name();
        }

        @Override
        public void write(byte[] bytes) {
            for (int at = 0; at < bytes.length; at += size) {
                board.write(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
                kept.writeBytes(board.read(Duration.ofSeconds(20), TaskContext.NONE));
            }
        }

        @Override
        public byte[] read(Duration patience, TaskContext context) {
            if (kept.size() == 0) {
                kept.writeBytes(board.read(patience, context));
            }
            byte[] all = kept.toByteArray();
            int count = Math.min(size, all.length);
            kept.reset();
            kept.write(all, count, all.length - count);
            return java.util.Arrays.copyOf(all, count);
        }

        @Override
        public void close() {
            board.close();
        }
    }
}

package org.espalier.board.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;
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

/// The whole protocol between the Java side and the firmware on the virtual board, over good and bad wires.
class BoardSessionTest {

    private static final byte PATTERN = (byte) 0xA5;

    @TempDir
    static Path folder;

    private static FirmwareImage image;

    @BeforeAll
    static void build() {
        image = FirmwareImage.elf(SmallNetwork.build(folder));
    }

    private static VirtualLink link() {
        return new VirtualLink(VirtualBoard.powerUp(
                Machine.of(Boards.byId("stm32f746g-disco")), image, VirtualBoard.Counting.FASTEST, (byte) 0x3C));
    }

    private static BoardSession open(BoardLink link) {
        return BoardSession.open(link, 1, Patience.VIRTUAL, TaskContext.NONE);
    }

    @Test
    void theBoardSaysWhatItIs() {
        try (BoardSession session = open(link())) {
            Identity identity = session.identity();
            assertTrue(identity.network().startsWith("ab010203"), identity.network());
            assertEquals(
                    List.of(768, 3, 2, 2048, 2048),
                    List.of(
                            identity.inputBytes(),
                            identity.classes(),
                            identity.steps(),
                            identity.arenaBytes(),
                            identity.stackBytes()));
            assertEquals(216_000_000, identity.coreHertz());
            assertEquals(image.bytes().length, identity.imageBytes());
            assertEquals("stm32f746g-disco", identity.board());
            assertEquals(List.of("invert", "sum"), session.stepNames(TaskContext.NONE));
        }
    }

    @Test
    void picturesGoInAndLogitsTicksAndMarksComeOut() {
        try (BoardSession session = open(link())) {
            for (int seed = 0; seed < 3; seed++) {
                byte[] picture = SmallNetwork.picture(seed);
                Inference inference = session.infer(picture, PATTERN, TaskContext.NONE);
                assertArrayEquals(SmallNetwork.logits(picture), inference.logits());
                assertEquals(2, inference.ticks().size());
                assertTrue(inference.ticks().get(0) > 768, "a step on 768 bytes takes more instructions than that");
                // The last byte of the inverted picture may by chance equal the pattern.
                assertEquals(1000 + 768, inference.arenaHighWater(), 2);
                assertTrue(
                        inference.stackHighWater() > 32 && inference.stackHighWater() < 1024,
                        "stack " + inference.stackHighWater());
            }
        }
    }

    @Test
    void countsOfStepsRepeatExactly() {
        try (BoardSession session = open(link())) {
            List<Long> first = session.infer(SmallNetwork.picture(1), PATTERN, TaskContext.NONE)
                    .ticks();
            List<Long> second = session.infer(SmallNetwork.picture(2), PATTERN, TaskContext.NONE)
                    .ticks();
            assertEquals(first, second);
        }
    }

    @Test
    void theTicksOfTheBoardAreThoseTheVirtualBoardCounted() {
        VirtualLink link = link();
        try (BoardSession session = open(link)) {
            link.takeTicks();
            List<Long> ticks = session.infer(SmallNetwork.picture(1), PATTERN, TaskContext.NONE)
                    .ticks();
            List<VirtualBoard.Tick> reads = link.takeTicks();
            assertEquals(3, reads.size());
            for (int i = 0; i < 2; i++) {
                assertEquals(reads.get(i + 1).instructions() - reads.get(i).instructions(), ticks.get(i));
            }
        }
    }

    @Test
    void theImageInFlashCanBeCheckedAgainstTheFile() {
        try (BoardSession session = open(link())) {
            CRC32 crc = new CRC32();
            crc.update(image.bytes());
            assertEquals(
                    (int) crc.getValue(), session.checksum(0, session.identity().imageBytes(), TaskContext.NONE));
        }
    }

    @Test
    void aBadWireDelaysAnswersButNeverChangesThem() {
        byte[] picture = SmallNetwork.picture(5);
        int faults = 0;
        for (int seed = 0; seed < 100; seed++) {
            MangledLink wire = new MangledLink(link(), seed, 0.002, 25);
            try (BoardSession session = open(wire)) {
                assertEquals(List.of("invert", "sum"), session.stepNames(TaskContext.NONE), "seed " + seed);
                assertArrayEquals(
                        SmallNetwork.logits(picture),
                        session.infer(picture, PATTERN, TaskContext.NONE).logits(),
                        "seed " + seed);
            }
            faults += wire.faults();
        }
        assertTrue(faults > 200, faults + " faults in all");
    }

    @Test
    void everyPlaceOfTheRunRequestMayBreakOnce() {
        byte[] picture = SmallNetwork.picture(6);
        byte[] logits = SmallNetwork.logits(picture);
        VirtualLink board = link();
        OneFault wire = new OneFault(board);
        try (BoardSession session = open(wire)) {
            for (int at = 0; at < 14; at++) {
                for (OneFault.Kind kind : OneFault.Kind.values()) {
                    wire.next(Frame.RUN, at, kind);
                    assertArrayEquals(
                            logits,
                            session.infer(picture, PATTERN, TaskContext.NONE).logits(),
                            kind + " at " + at);
                }
            }
        }
        assertTrue(wire.applied() > 50);
    }

    @Test
    void anAnswerThatIsLostIsSaidAgainAndTheRunNotRepeated() {
        VirtualLink board = link();
        OneFault wire = new OneFault(board);
        try (BoardSession session = open(wire)) {
            board.takeTicks();
            wire.loseAnswer(Frame.RUN | Frame.ANSWER);
            session.infer(SmallNetwork.picture(1), PATTERN, TaskContext.NONE);
            assertEquals(1, wire.applied());
            assertEquals(3, board.takeTicks().size(), "the markers of one run");
        }
    }

    @Test
    void aDeadWireEndsInOneMessage() {
        BoardLink dead = new BoardLink() {
            @Override
            public String name() {
                return "/dev/ttyACM0";
            }

            @Override
            public void write(byte[] bytes) {}

            @Override
            public byte[] read(Duration patience, TaskContext context) {
                return new byte[0];
            }

            @Override
            public void close() {}
        };
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> open(dead));
        assertEquals("board.link.silent", e.code());
        assertTrue(e.getMessage().contains("/dev/ttyACM0"), e.getMessage());
    }

    @Test
    void aBoardThatWasResetIsNotTakenForTheOldOne() {
        Swapped wire = new Swapped(link());
        BoardSession session = open(wire);
        wire.swap(link());
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> session.infer(SmallNetwork.picture(1), PATTERN, TaskContext.NONE));
        assertEquals("board.link.reset", e.code());
        session.close();
    }

    @Test
    void theLineGetsAsFastAsItCarries() {
        byte[] picture = SmallNetwork.picture(4);
        for (int most : new int[] {2_000_000, 921_600, 460_800, 230_400, 115_200}) {
            Bounded line = new Bounded(link(), most);
            BoardSession session = open(line);
            int wanted = Math.min(921_600, most);
            assertEquals(wanted, session.raiseSpeed(115_200, TaskContext.NONE));
            assertEquals(wanted, line.speed);
            assertArrayEquals(
                    SmallNetwork.logits(picture),
                    session.infer(picture, PATTERN, TaskContext.NONE).logits());
            session.close();
        }
    }

    @Test
    void aHostThatLeavesWithoutAWordIsFollowedByOneThatStartsSlowly() {
        VirtualLink board = link();
        BoardSession first = open(board);
        assertEquals(921_600, first.raiseSpeed(115_200, TaskContext.NONE));
        board.changeSpeed(115_200);
        BoardSession second = open(board);
        byte[] picture = SmallNetwork.picture(2);
        assertArrayEquals(
                SmallNetwork.logits(picture),
                second.infer(picture, PATTERN, TaskContext.NONE).logits());
        second.close();
    }

    @Test
    void everyMessageAboutTheSpeedMayBeLost() {
        byte[] picture = SmallNetwork.picture(6);
        for (int lost : new int[] {Frame.SPEED | Frame.ANSWER, Frame.IDENTIFY | Frame.ANSWER}) {
            OneFault wire = new OneFault(link());
            BoardSession session = open(wire);
            wire.loseAnswer(lost);
            assertTrue(session.raiseSpeed(115_200, TaskContext.NONE) >= 115_200);
            assertEquals(1, wire.applied());
            assertArrayEquals(
                    SmallNetwork.logits(picture),
                    session.infer(picture, PATTERN, TaskContext.NONE).logits());
            session.close();
        }
    }

    /// A line that carries nothing readable above a speed.
    private static final class Bounded implements BoardLink {
        private final VirtualLink board;
        private final int most;
        private int speed = 115_200;

        Bounded(VirtualLink board, int most) {
            this.board = board;
            this.most = most;
        }

        @Override
        public boolean changeSpeed(int wanted) {
            speed = wanted;
            // What the other end hears of too fast bytes is what it hears of bytes of another speed.
            return board.changeSpeed(wanted > most ? 9600 : wanted);
        }

        @Override
        public String name() {
            return board.name();
        }

        @Override
        public void write(byte[] bytes) {
            board.write(bytes);
        }

        @Override
        public byte[] read(Duration patience, TaskContext context) {
            return board.read(patience, context);
        }

        @Override
        public void close() {
            board.close();
        }
    }

    /// A line whose board is exchanged for a fresh one.
    private static final class Swapped implements BoardLink {
        private BoardLink board;

        Swapped(BoardLink board) {
            this.board = board;
        }

        void swap(BoardLink fresh) {
            board.close();
            board = fresh;
        }

        @Override
        public String name() {
            return board.name();
        }

        @Override
        public void write(byte[] bytes) {
            board.write(bytes);
        }

        @Override
        public byte[] read(Duration patience, TaskContext context) {
            return board.read(patience, context);
        }

        @Override
        public void close() {
            board.close();
        }
    }
}

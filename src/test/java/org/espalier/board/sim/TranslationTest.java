package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.espalier.plan.Boards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Translated code must do what Unicorn does, to the bit and to the instruction.
class TranslationTest {

    private static final int PROGRAMS = 800;
    private static final int LENGTH = 12;

    private record Run(ByteBuffer results, long instructions) {

        byte[] program(int index) {
            byte[] bytes = new byte[RandomCode.WORDS * 4];
            results.get(index * bytes.length, bytes);
            return bytes;
        }
    }

    /// A processor alone with the memories, until the breakpoint that ends the image.
    private static final class Bench implements Processor.Surroundings, AutoCloseable {

        private final Arena arena = Arena.ofShared();
        private final Machine machine = Machine.of(Boards.byId("stm32f746g-disco"));
        private final Memories memories = new Memories(machine, arena, (byte) 0x5C);
        private final Processor processor;
        private boolean ended;

        Bench(FirmwareImage image, boolean translated) {
            MemorySegment.copy(
                    MemorySegment.ofArray(image.bytes()), 0, memories.flash().bytes(), 0, image.bytes().length);
            processor = translated
                    ? TranslatedProcessor.of(
                                    arena,
                                    memories,
                                    image.code(),
                                    CycleModel.of("cortex-m7"),
                                    this,
                                    () -> unicorn(image))
                            .orElseThrow()
                    : unicorn(image);
            processor.setRegister(Processor.SP, Memories.load(memories.flash(), machine.flashBase(), 4));
            processor.setRegister(Processor.PC, Memories.load(memories.flash(), machine.flashBase() + 4, 4) | 1);
        }

        private UnicornProcessor unicorn(FirmwareImage image) {
            return new UnicornProcessor(machine, memories, image.code(), VirtualBoard.Counting.UNICORN, this, arena);
        }

        Run run() {
            processor.run();
            assertTrue(ended, "the image ran to its end");
            Memories.Region ram = memories.find(RandomCode.RESULTS, 4).orElseThrow();
            MemorySegment results =
                    ram.bytes().asSlice(RandomCode.RESULTS - ram.base(), (long) PROGRAMS * RandomCode.WORDS * 4);
            long instructions = processor.profiles().stream()
                    .mapToLong(profile -> profile.counts().instructions())
                    .sum();
            return new Run(ByteBuffer.wrap(results.toArray(ValueLayout.JAVA_BYTE)), instructions);
        }

        @Override
        public int read(long address, int size) {
            throw new AssertionError("read of " + Symbols.hex(address));
        }

        @Override
        public void write(long address, int size, int value) {
            throw new AssertionError("write to " + Symbols.hex(address));
        }

        @Override
        public void fault(Fault.Kind kind, long address, int size, String detail) {
            throw new AssertionError(kind + " at " + Symbols.hex(address));
        }

        @Override
        public void breakpoint() {
            ended = true;
            processor.stop();
        }

        @Override
        public void sleep() {
            throw new AssertionError("the processor sleeps");
        }

        @Override
        public void close() {
            processor.close();
            arena.close();
        }
    }

    private static Run run(FirmwareImage image, boolean translated) {
        try (Bench bench = new Bench(image, translated)) {
            return bench.run();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 5})
    void randomProgramsLeaveTheRegistersAndFlagsThatUnicornLeaves(long seed) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "code is translated for x64 only");
        FirmwareImage image = RandomCode.image(seed, PROGRAMS, LENGTH);
        Run expected = run(image, false);
        Run translated = run(image, true);
        for (int p = 0; p < PROGRAMS; p++) {
            byte[] left = expected.program(p);
            byte[] right = translated.program(p);
            assertArrayEquals(left, right, () -> "program " + words(left) + " against " + words(right));
        }
        assertEquals(expected.instructions(), translated.instructions());
        assertTrue(expected.instructions() > PROGRAMS * LENGTH);
    }

    @Test
    void anInstructionThatReadsFlagsWhichAreNotKeptIsNotRunWithoutThem() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "code is translated for x64 only");
        ByteBuffer image = ByteBuffer.allocate(0x50).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(0x20008000).putInt(0x08000000 + 0x42 + 1);
        // Data that looks like the first half of an instruction hides that the second half of it is one's first: SEL.
        image.putShort(0x40, (short) 0xF000).putShort(0x42, (short) 0xFAA1).putShort(0x44, (short) 0xF082);
        image.putShort(0x46, (short) 0xBE00);
        FirmwareImage hidden =
                new FirmwareImage(0x08000000, image.array(), new FirmwareImage.CodeRange(0x40, 0x50), Symbols.NONE);
        assertThrows(IllegalStateException.class, () -> run(hidden, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anErrorOnTheWayToARegisterIsThrownAsItIs(boolean translated) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "code is translated for x64 only");
        // ldr r1, [pc, #4]; ldr r0, [r1]; bkpt
        FirmwareImage image = RawImage.of(0x4901, 0x6808, 0xBE00, 0xBF00, 0x3800, 0x4002);
        AssertionError e = assertThrows(AssertionError.class, () -> run(image, translated));
        assertEquals("read of 0x40023800", e.getMessage());
    }

    private static String words(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        while (in.hasRemaining()) {
            text.append(HexFormat.of().toHexDigits(in.getInt())).append(' ');
        }
        return text.toString();
    }
}

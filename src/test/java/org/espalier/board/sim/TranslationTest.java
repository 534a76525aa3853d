package org.espalier.board.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import org.espalier.task.TaskContext;
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

    private static Run run(FirmwareImage image, VirtualBoard.Counting counting) {
        try (VirtualBoard board = VirtualBoard.powerUp(Machine.STM32F746G_DISCO, image, counting, (byte) 0x5C)) {
            assertInstanceOf(Outcome.Exited.class, board.run(Duration.ofSeconds(30), TaskContext.NONE));
            return new Run(
                    ByteBuffer.wrap(board.ram(RandomCode.RESULTS, PROGRAMS * RandomCode.WORDS * 4)),
                    board.instructions());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomProgramsLeaveTheRegistersAndFlagsThatUnicornLeaves(long seed) {
        FirmwareImage image = RandomCode.image(seed, PROGRAMS, LENGTH);
        Run expected = run(image, VirtualBoard.Counting.UNICORN);
        Run translated = run(image, VirtualBoard.Counting.FASTEST);
        for (int p = 0; p < PROGRAMS; p++) {
            byte[] left = expected.program(p);
            byte[] right = translated.program(p);
            assertArrayEquals(left, right, () -> "program " + words(left) + " against " + words(right));
        }
        assertEquals(expected.instructions(), translated.instructions());
        assertTrue(expected.instructions() > PROGRAMS * LENGTH);
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

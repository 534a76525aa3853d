package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappedTensorTest {

    private static MappedTensor tensor(DType dtype, Shape shape, int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        return new MappedTensor("model.safetensors", "w", dtype, shape, MemorySegment.ofArray(data));
    }

    @Test
    void readsEachFloatingType() {
        Shape two = Shape.of(2);
        assertArrayEquals(
                new float[] {1, -2},
                tensor(DType.F32, two, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0).floats());
        assertArrayEquals(
                new float[] {1, -2}, tensor(DType.F16, two, 0, 0x3C, 0, 0xC0).floats());
        assertArrayEquals(
                new float[] {1, -2},
                tensor(DType.BF16, two, 0x80, 0x3F, 0, 0xC0).floats());
        assertArrayEquals(
                new float[] {1, -2},
                tensor(DType.F64, two, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0)
                        .floats());
    }

    @Test
    void readsPartOfATensor() {
        assertArrayEquals(
                new float[] {-2},
                tensor(DType.F16, Shape.of(2), 0, 0x3C, 0, 0xC0).floats(1, 1));
    }

    @Test
    void refusesToReadIntegersAsFloatsAndNamesFileAndTensor() {
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> tensor(DType.I8, Shape.of(1), 1).floats());
        assertEquals("tensor.not-float", e.code());
        assertEquals("model.safetensors: tensor 'w' is I8; F32, F16, BF16 or F64 is needed here", e.getMessage());
    }

    @Test
    void countsBothZeros() {
        assertEquals(2, tensor(DType.F16, Shape.of(3), 0, 0x80, 0, 0, 1, 0).zeros());
        assertEquals(1, tensor(DType.I16, Shape.of(3), 0, 0x80, 0, 0, 1, 0).zeros());
        assertEquals(0, tensor(DType.F8_E8M0, Shape.of(2), 0, 0).zeros());
        assertEquals(
                1,
                tensor(DType.C64, Shape.of(2), 0, 0, 0, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
                        .zeros());
        // Two nibbles a byte, low first: 0, 8 (negative zero), 1, 0.
        assertEquals(3, tensor(DType.F4, Shape.of(4), 0x80, 0x01).zeros());
        // Four sixes in three bytes: 0, 0x20 (negative zero), 1, 0.
        assertEquals(3, tensor(DType.F6_E2M3, Shape.of(4), 0x00, 0x18, 0x00).zeros());
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16", "I32", "U8", "F8_E4M3", "F8_E5M2FNUZ"})
    void countsZerosAsTheirDefinitionSays(DType dtype) {
        Random random = new Random(7);
        int n = 1003;
        int width = dtype.bits() / 8;
        byte[] data = new byte[n * width];
        long expected = 0;
        for (int i = 0; i < n; i++) {
            boolean zero = true;
            for (int b = 0; b < width; b++) {
                int pick = random.nextInt(4);
                int value = pick == 0 ? 1 << random.nextInt(8) : pick == 1 && b == width - 1 ? 0x80 : 0;
                data[i * width + b] = (byte) value;
                boolean sign = value == 0x80 && b == width - 1 && dtype.name().matches("F64|F32|F16|BF16|F8_E4M3");
                zero &= value == 0 || sign;
            }
            expected += zero ? 1 : 0;
        }
        var tensor = new MappedTensor("f", "w", dtype, Shape.of(n), MemorySegment.ofArray(data));
        assertEquals(expected, tensor.zeros());
    }

    @Test
    void escapesAndShortensNamesInMessages() {
        assertEquals("'a\\u0000b\\ud800'", TensorName.quoted("a\0b\ud800"));
        assertEquals(2 + 120 + 3, TensorName.quoted("x".repeat(70_000)).length());
    }

    @Test
    void shapesCountTheirElementsExactly() {
        assertEquals(1, Shape.of().elements());
        assertEquals(0, Shape.of(0, Long.MAX_VALUE).elements());
        assertThrows(
                ArithmeticException.class, () -> Shape.of(1L << 40, 1L << 40).elements());
        assertThrows(IllegalArgumentException.class, () -> Shape.of(-1));
        assertEquals("[2, 3]", Shape.of(2, 3).toString());
    }
}

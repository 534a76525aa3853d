package org.espalier.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import org.espalier.compress.quant.InputSpec;
import org.espalier.compress.quant.Int8Executor;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.RandomOps;
import org.espalier.compress.quant.Width;
import org.espalier.firmware.OperatorRequest.Kernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The operators against the reference executor, wherever they run; buffers are as small as documented.
abstract class OperatorsTest {

    private static final InputSpec INPUT =
            InputSpec.of(96, new double[] {0.48, 0.45, 0.4}, new double[] {0.27, 0.26, 0.3});

    private final Random random = new Random(7);
    final RandomOps ops = new RandomOps(random);

    /// What runs them.
    abstract KernelRunner program();

    @ParameterizedTest
    @CsvSource({
        "1, 4, 2",
        "2, 5, 3",
        "3, 6, 2",
        "4, 7, 5",
        "5, 8, 8",
        "7, 24, 12",
        "15, 25, 9",
        "16, 48, 31",
        "17, 50, 10",
        "18, 3, 40",
        "19, 1, 7",
        "35, 96, 64",
        "49, 23, 70",
        "101, 64, 33"
    })
    void linearGivesTheReferenceOutOfPlaceAndInPlace(int rows, int inputs, int outputs) {
        Op.Matrix map = ops.matrix(outputs, inputs, 127);
        PackedColumns packed = PackedColumns.of("fc", map);
        assertEquals(false, packed.wide());
        checkLinear(rows, map, packed);
        Op.Matrix wide = RandomOps.wide(map, 256);
        checkLinear(rows, wide, PackedColumns.of("fc", wide));
    }

    /// Weights all at the border and biases to match: sums beyond 24 bits if `inputs` allows.
    private Op.Matrix extreme(int outputs, int inputs) {
        byte[] weights = new byte[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (random.nextBoolean() ? 127 : -127);
        }
        int[] bias = new int[outputs];
        int[] multiplier = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            bias[o] = random.nextInt(-(1 << 30), 1 << 30);
            multiplier[o] = random.nextInt(1, 1 << 10);
        }
        return new Op.Matrix(outputs, inputs, weights, bias, multiplier, random.nextInt(-128, 128));
    }

    @Test
    void sumsBeyond24BitsTakeThePlainColumns() {
        for (int rows : new int[] {1, 2, 4, 7}) {
            Op.Matrix map = extreme(6, 101);
            PackedColumns packed = PackedColumns.of("fc", map);
            assertEquals(true, packed.wide());
            checkLinear(rows, map, packed);
            checkLinear(rows, RandomOps.wide(map, 40), PackedColumns.of("fc", RandomOps.wide(map, 40)));
        }
    }

    @Test
    void aSumAtTheVeryBorderOf24BitsIsStillJoined() {
        byte[] weights = new byte[2 * 516];
        java.util.Arrays.fill(weights, 516, 2 * 516, (byte) -127);
        long most = 128L * 127 * 516;
        int[] scales = {1 << 20, 1 << 12};
        int bias = (int) ((1L << 23) - 1 - most);
        Op.Matrix inside = new Op.Matrix(2, 516, weights, new int[] {3, bias}, scales, 0);
        Op.Matrix beyond = new Op.Matrix(2, 516, weights, new int[] {3, bias + 1}, scales, 0);
        byte[] x = new byte[516];
        java.util.Arrays.fill(x, (byte) -128);
        assertEquals(false, PackedColumns.of("fc", inside).wide());
        assertEquals(true, PackedColumns.of("fc", beyond).wide());
        for (Op.Matrix map : new Op.Matrix[] {inside, beyond}) {
            assertArrayEquals(reference(1, map, x), linear(map, PackedColumns.of("fc", map), 1, 516, x, 518, 0, 516));
        }
    }

    private void checkLinear(int rows, Op.Matrix map, PackedColumns packed) {
        int inputs = map.inputs();
        int outputs = map.outputs() * map.width().bytes(); // in bytes
        byte[] x = ops.bytes(rows * inputs);
        byte[] expected = reference(rows, map, x);
        assertArrayEquals(
                expected, linear(map, packed, rows, inputs, x, rows * (inputs + outputs), 0, rows * inputs), "apart");
        int whole = rows * Math.max(inputs, outputs);
        int tail = Math.max(0, rows * (outputs - inputs));
        assertArrayEquals(expected, linear(map, packed, rows, inputs, x, whole, tail, 0), "in place");
        if (rows <= 16) {
            assertArrayEquals(expected, linear(map, packed, rows, inputs, x, whole, 0, 0), "at the same place");
        }
        byte[] strided = ops.bytes(rows * (inputs + 3 * outputs));
        for (int t = 0; t < rows; t++) {
            System.arraycopy(x, t * inputs, strided, t * (inputs + 3 * outputs), inputs);
        }
        assertArrayEquals(
                expected,
                linear(map, packed, rows, inputs + 3 * outputs, strided, strided.length, 0, 0),
                "rows apart, in place");
    }

    private static byte[] reference(int rows, Op.Matrix map, byte[] x) {
        return Int8Executor.apply(new Op.Linear("fc", "x", "y", rows, map), INPUT, x);
    }

    final byte[] linear(
            Op.Matrix map, PackedColumns packed, int rows, int stride, byte[] x, int arena, int from, int to) {
        byte[] memory = new byte[arena];
        System.arraycopy(x, 0, memory, from, x.length);
        int[] numbers = {
            map.inputs(),
            map.outputs(),
            map.zeroPoint(),
            packed.wide() ? 1 : 0,
            map.width().bytes(),
            rows,
            stride,
            from,
            to,
            0
        };
        byte[] scratch = new byte[2 * Math.min(16, rows) * PackedColumns.padded(map.inputs())];
        return program().run(Kernel.LINEAR, numbers, packed.bytes(), memory, scratch);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 4, 4, 0, 6",
        "21, 7, 3, 0, 5",
        "20, 6, 4, 2, 8",
        "10, 5, 2, 0, 4",
        "9, 9, 1, 0, 3",
        "17, 3, 5, 0, 2"
    })
    void patchesGiveTheReferenceWithAndWithoutDecomposition(int size, int patch, int grid, int padding, int outputs) {
        int inputs = 3 * patch * patch;
        Op.Matrix narrow = ops.matrix(outputs, inputs, 127);
        for (Op.Matrix map : new Op.Matrix[] {narrow, RandomOps.wide(narrow, 256)}) {
            checkPatches(size, patch, grid, padding, map);
        }
    }

    private void checkPatches(int size, int patch, int grid, int padding, Op.Matrix map) {
        int inputs = map.inputs();
        PackedColumns packed = PackedColumns.of("patch", map);
        InputSpec input =
                new InputSpec(size, INPUT.mean(), INPUT.std(), INPUT.scale(), INPUT.zeroPoint(), INPUT.table());
        byte pad = (byte) random.nextInt(-128, 128);
        byte[] picture = ops.bytes(3 * size * size);
        byte[] expected =
                Int8Executor.apply(new Op.PatchEmbed("p", "y", patch, padding, pad, grid, map), input, picture);
        ByteBuffer table = ByteBuffer.allocate(768);
        for (byte[] channel : input.table()) {
            table.put(channel);
        }
        int count = grid * grid;
        for (int decomposed : new int[] {0, 1, 2, 3, 4, 7}) {
            int tile = Math.min(decomposed == 0 ? 16 : decomposed, count);
            int[] numbers = {
                inputs,
                map.outputs(),
                map.zeroPoint(),
                0,
                map.width().bytes(),
                size,
                patch,
                grid,
                padding,
                pad,
                decomposed
            };
            byte[] got = program()
                    .run(
                            Kernel.PATCHES,
                            numbers,
                            packed.bytes(),
                            table.array(),
                            picture,
                            new byte[expected.length],
                            new byte[2 * tile * PackedColumns.padded(inputs)]);
            assertArrayEquals(expected, got, "decomposed " + decomposed);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 5", "16, 4", "24, 9", "101, 4", "192, 7", "1023, 2", "1024, 2"})
    void layerNormGivesTheReference(int columns, int rows) {
        for (int round = 0; round < 6; round++) {
            Op.LayerNorm op = ops.layerNorm(columns, round == 0 ? 0 : random.nextLong(1L << (8 * round)));
            byte[] x = ops.bytes(rows * columns);
            if (round == 5) {
                java.util.Arrays.fill(x, 0, columns, (byte) 17);
            }
            byte[] expected = Int8Executor.apply(op, INPUT, x);
            for (int place = 0; place < 2; place++) {
                assertArrayEquals(expected, layerNorm(op, x, place));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 5", "16, 4", "25, 9", "102, 4", "191, 7", "1023, 2", "1024, 2"})
    void layerNormOf16BitsGivesTheReference(int columns, int rows) {
        for (int round = 0; round < 6; round++) {
            Op.LayerNorm op = ops.wideLayerNorm(columns, round == 0 ? 0 : random.nextLong(1L << (8 * round)));
            byte[] x = ops.bytes(2 * rows * columns);
            if (round == 5) {
                java.util.Arrays.fill(x, 0, 2 * columns, (byte) 0x80);
            }
            for (int i = 0; round == 4 && i < x.length; i += 2) {
                x[i] = 0;
                x[i + 1] = (byte) (random.nextBoolean() ? 0x80 : 0x7F);
            }
            byte[] expected = Int8Executor.apply(op, INPUT, x);
            for (int place = 0; place < 2; place++) {
                assertArrayEquals(expected, layerNorm(op, x, place));
            }
        }
    }

    final byte[] layerNorm(Op.LayerNorm op, byte[] x, int place) {
        int columns = op.gain().length;
        boolean wide = op.inputWidth() == Width.INT16;
        return program()
                .run(
                        wide ? Kernel.NORM16 : Kernel.NORM,
                        new int[] {columns, x.length / op.inputWidth().bytes() / columns, place},
                        RowConstants.norm(op),
                        OperatorRequest.longs(op.epsilon()),
                        x);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 4",
        "2, 1, 2",
        "3, 2, 6",
        "4, 2, 8",
        "5, 3, 4",
        "6, 1, 10",
        "7, 2, 32",
        "17, 3, 16",
        "50, 2, 32",
        "101, 1, 64",
        "102, 1, 8"
    })
    final void attentionGivesTheReferenceStreamedOrInPassesAndMayOverwriteItsQueries(int rows, int heads, int width) {
        for (double sharpness : new double[] {0.3, 8, 1000}) {
            Op.Attention op = ops.attention(rows, heads, width, sharpness);
            byte[] x = ops.bytes(rows * 3 * heads * width);
            byte[] expected = Int8Executor.apply(op, INPUT, x);
            for (int place = 0; place < 4; place++) {
                assertArrayEquals(expected, attention(op, x, place), "way " + place);
            }
        }
    }

    /// Grids of odd and even sides, distances clipped or not, the last group of each size, widths with and without a
    /// tail.
    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 2",
        "1, 0, 2, 8",
        "2, 1, 1, 4",
        "2, 0, 3, 6",
        "3, 2, 2, 10",
        "4, 3, 2, 16",
        "4, 1, 1, 12",
        "5, 2, 3, 8",
        "6, 5, 2, 32",
        "7, 6, 1, 2",
        "10, 9, 1, 64"
    })
    final void relativePositionsGiveTheReferenceStreamedOrInPassesAndMayOverwriteTheirQueries(
            int side, int reach, int heads, int width) {
        for (double sharpness : new double[] {0.3, 8, 1000}) {
            Op.Attention op = ops.relative(ops.attention(side * side + 1, heads, width, sharpness), side, reach);
            byte[] x = ops.bytes(op.rows() * 3 * heads * width);
            byte[] expected = Int8Executor.apply(op, INPUT, x);
            for (int place = 0; place < 4; place++) {
                assertArrayEquals(expected, attention(op, x, place), "way " + place);
            }
        }
    }

    /// @param way 0 apart, 1 over the queries, 2 and 3 the same in three passes
    final byte[] attention(Op.Attention op, byte[] x, int way) {
        return program().exchange(OperatorProgram.attention(op, x, way));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "4, 3", "7, 3", "64, 5", "190, 4", "191, 4"})
    void sumsGiveTheReferenceInPlace(int columns, int rows) {
        Op.Mix mix = ops.mix(columns);
        byte[] left = ops.bytes(rows * columns);
        byte[] right = ops.bytes(rows * columns);
        assertArrayEquals(
                Int8Executor.apply(new Op.Add("add", "x", "z", "y", mix), INPUT, left, right), add(mix, left, right));
    }

    final byte[] add(Op.Mix mix, byte[] left, byte[] right) {
        int columns = mix.k().length;
        return program()
                .run(Kernel.ADD, new int[] {columns, left.length / columns}, RowConstants.mix(mix), left, right);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 2", "4, 3", "7, 3", "64, 5", "190, 4", "191, 4"})
    void sumsOf16BitsGiveTheReferenceInPlace(int columns, int rows) {
        byte[] left = ops.bytes(2 * rows * columns);
        byte[] right = ops.bytes(2 * rows * columns);
        assertArrayEquals(
                Int8Executor.apply(new Op.Add("add", "x", "z", "y", null), INPUT, left, right),
                program().run(Kernel.ADD16, new int[0], left, right));
    }

    @Test
    void tablesGiveTheReference() {
        byte[] table = ops.bytes(256);
        for (int count : new int[] {1, 2, 3, 7, 1001}) {
            byte[] x = ops.bytes(count);
            assertArrayEquals(Int8Executor.apply(new Op.Gelu("gelu", "x", "y", table), INPUT, x), table(table, x));
        }
    }

    final byte[] table(byte[] table, byte[] x) {
        return program().run(Kernel.TABLE, new int[0], table, x);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 1", "7, 0", "7, 3", "100, 0", "100, 16"})
    void meansGiveTheReferenceAtOnceAndInParts(int count, int tile) {
        byte[] rows = ops.bytes(count * 13);
        int multiplier = (int) (0x1p31 / count / 1.3);
        var op = new Op.MeanPool("mean", "x", "y", 0, count, 40 * count, multiplier, -9);
        assertArrayEquals(
                Int8Executor.apply(op, INPUT, rows),
                program()
                        .run(Kernel.MEAN, new int[] {13, count, 40 * count, multiplier, -9, tile}, rows, new byte[13]));
    }
}

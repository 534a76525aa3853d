package org.espalier.workbench.gain;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Sixteen;
import org.espalier.tensor.kernel.Weights;

/// Random matrices of any size in little time: a few rows are drawn and packed, then laid down again and again in
/// memory of their own. A product reads as much and does as much as for a matrix drawn element by element.
public final class RandomMatrix {

    private static final int TILE = 64;

    private RandomMatrix() {}

    /// The matrix of a shape that a variant leaves.
    public static Weights of(LayerShape shape, Variant variant, long seed) {
        return of(shape.keptRows(variant), shape.keptColumns(variant), variant, seed);
    }

    /// A matrix of just that size.
    ///
    /// @param seed of values and places of zeros
    public static Weights of(int rows, int columns, Variant variant, long seed) {
        return repeated(tile(Math.min(TILE, rows), columns, variant, new SplittableRandom(seed)), rows);
    }

    private static Weights tile(int rows, int columns, Variant variant, SplittableRandom random) {
        float[] elements = new float[rows * columns];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (random.nextInt(1 << 16) + 1) * (random.nextBoolean() ? 0x1p-20f : -0x1p-20f);
        }
        switch (variant.thinning()) {
            case UNSTRUCTURED -> {
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = random.nextDouble() < variant.sparsity() ? 0 : elements[i];
                }
            }
            case TWO_OF_FOUR -> {
                for (int i = 0; i + 4 <= elements.length; i += 4) {
                    int first = random.nextInt(4);
                    elements[i + first] = 0;
                    elements[i + (first + 1 + random.nextInt(3)) % 4] = 0;
                }
            }
            case DENSE, STRUCTURED -> {
                // Nothing is zero.
            }
        }
        boolean sparse = variant.thinning().sparse();
        return switch (variant.values()) {
            case BF16 -> sixteen(Sixteen.BF16, rows, columns, elements, sparse);
            case F16 -> sixteen(Sixteen.F16, rows, columns, elements, sparse);
            case F32 -> sparse ? Packing.sparse(rows, columns, elements) : Packing.dense(rows, columns, elements);
            case INT8 ->
                sparse ? Packing.sparseInt8(rows, columns, elements) : Packing.denseInt8(rows, columns, elements);
        };
    }

    private static Weights sixteen(Sixteen type, int rows, int columns, float[] elements, boolean sparse) {
        short[] bits = new short[elements.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = type == Sixteen.F16
                    ? Float.floatToFloat16(elements[i])
                    : (short) (Float.floatToRawIntBits(elements[i]) >>> 16);
        }
        return sparse ? Packing.sparse(type, rows, columns, bits) : Packing.dense(type, rows, columns, bits);
    }

    /// The same rows again and again until there are so many.
    private static Weights repeated(Weights tile, int rows) {
        int height = tile.rows();
        int columns = tile.columns();
        return switch (tile) {
            case Weights.Dense16 m ->
                new Weights.Dense16(m.type(), rows, columns, shorts(m.values(), m.values().length, height, rows, 0));
            case Weights.Dense32 m ->
                new Weights.Dense32(rows, columns, floats(m.values(), m.values().length, height, rows, 0));
            case Weights.Dense8 m ->
                new Weights.Dense8(
                        rows,
                        columns,
                        bytes(m.values(), m.values().length, height, rows, 0),
                        floats(m.scales(), m.scales().length, height, rows, 0));
            case Weights.Sparse16 m ->
                new Weights.Sparse16(
                        m.type(),
                        rows,
                        columns,
                        longs(m.bitmap(), height, rows),
                        shorts(m.values(), m.starts()[height], height, rows, Weights.SLACK),
                        starts(m.starts(), rows));
            case Weights.Sparse32 m ->
                new Weights.Sparse32(
                        rows,
                        columns,
                        longs(m.bitmap(), height, rows),
                        floats(m.values(), m.starts()[height], height, rows, Weights.SLACK),
                        starts(m.starts(), rows));
            case Weights.Sparse8 m ->
                new Weights.Sparse8(
                        rows,
                        columns,
                        longs(m.bitmap(), height, rows),
                        bytes(m.values(), m.starts()[height], height, rows, Weights.SLACK),
                        starts(m.starts(), rows),
                        floats(m.scales(), m.scales().length, height, rows, 0));
            case Weights.Cut _ -> throw new IllegalArgumentException("a tile is never cut");
        };
    }

    private static short[] shorts(short[] tile, int used, int height, int rows, int slack) {
        int times = Math.ceilDiv(rows, height);
        short[] all = new short[Math.addExact(Math.multiplyExact(used, times), slack)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(tile, 0, all, i * used, used);
        }
        return all;
    }

    private static byte[] bytes(byte[] tile, int used, int height, int rows, int slack) {
        int times = Math.ceilDiv(rows, height);
        byte[] all = new byte[Math.addExact(Math.multiplyExact(used, times), slack)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(tile, 0, all, i * used, used);
        }
        return all;
    }

    private static float[] floats(float[] tile, int used, int height, int rows, int slack) {
        int times = Math.ceilDiv(rows, height);
        float[] all = new float[Math.addExact(Math.multiplyExact(used, times), slack)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(tile, 0, all, i * used, used);
        }
        return all;
    }

    private static long[] longs(long[] tile, int height, int rows) {
        long[] all = new long[Math.multiplyExact(tile.length / height, rows)];
        for (int at = 0; at < all.length; at += tile.length) {
            System.arraycopy(tile, 0, all, at, Math.min(tile.length, all.length - at));
        }
        return all;
    }

    private static int[] starts(int[] tile, int rows) {
        int height = tile.length - 1;
        int[] all = new int[rows + 1];
        Arrays.setAll(all, row -> row / height * tile[height] + tile[row % height]);
        return all;
    }
}

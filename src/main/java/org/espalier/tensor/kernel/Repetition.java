package org.espalier.tensor.kernel;

import java.util.Arrays;

/// Large matrices of a few rows that are laid down again and again, each time in memory of their own: for
/// measurements, which then need not draw millions of numbers.
public final class Repetition {

    private Repetition() {}

    /// The same rows again and again until there are so many.
    public static Weights of(Weights tile, int rows) {
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

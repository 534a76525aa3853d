package org.espalier.tensor.kernel;

import java.util.stream.IntStream;

/// Makes forms of [Weights] from plain matrices. An element is left out only where all its bits are clear: a negative
/// zero is kept, so that sparse forms are exact.
public final class Packing {

    private Packing() {}

    /// All elements of a row-major matrix of sixteen-bit numbers.
    public static Weights.Dense16 dense(Sixteen type, int rows, int columns, short[] bits) {
        int stride = Weights.padded(columns);
        short[] values = new short[size(rows, stride)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(bits, row * columns, values, row * stride, columns);
        }
        return new Weights.Dense16(type, rows, columns, values);
    }

    /// All elements of a row-major matrix.
    public static Weights.Dense32 dense(int rows, int columns, float[] elements) {
        int stride = Weights.padded(columns);
        float[] values = new float[size(rows, stride)];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(elements, row * columns, values, row * stride, columns);
        }
        return new Weights.Dense32(rows, columns, values);
    }

    /// The elements of a row-major matrix that are not all clear bits.
    public static Weights.Sparse16 sparse(Sixteen type, int rows, int columns, short[] bits) {
        Bitmap map = Bitmap.of(rows, columns, i -> bits[i] != 0);
        short[] values = new short[map.count() + Weights.SLACK];
        map.each((place, element) -> values[place] = bits[element]);
        return new Weights.Sparse16(type, rows, columns, map.words(), values, map.starts());
    }

    /// The elements of a row-major matrix that are not all clear bits.
    public static Weights.Sparse32 sparse(int rows, int columns, float[] elements) {
        Bitmap map = Bitmap.of(rows, columns, i -> Float.floatToRawIntBits(elements[i]) != 0);
        float[] values = new float[map.count() + Weights.SLACK];
        map.each((place, element) -> values[place] = elements[element]);
        return new Weights.Sparse32(rows, columns, map.words(), values, map.starts());
    }

    /// All elements, rounded to eight bits: the largest of a group of [Weights#GROUP] columns becomes 127.
    public static Weights.Dense8 denseInt8(int rows, int columns, float[] elements) {
        int stride = Weights.padded(columns);
        float[] scales = scales(rows, columns, elements);
        byte[] values = new byte[size(rows, stride)];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * stride + column] = quantum(elements, scales, row, columns, column);
            }
        }
        return new Weights.Dense8(rows, columns, values, scales);
    }

    /// The elements that are not all clear bits, rounded to eight bits; one that is rounded to zero is
    /// kept as such.
    public static Weights.Sparse8 sparseInt8(int rows, int columns, float[] elements) {
        float[] scales = scales(rows, columns, elements);
        Bitmap map = Bitmap.of(rows, columns, i -> Float.floatToRawIntBits(elements[i]) != 0);
        byte[] values = new byte[map.count() + Weights.SLACK];
        map.each((place, element) ->
                values[place] = quantum(elements, scales, element / columns, columns, element % columns));
        return new Weights.Sparse8(rows, columns, map.words(), values, map.starts(), scales);
    }

    private static float[] scales(int rows, int columns, float[] elements) {
        int groups = Weights.groups(columns);
        float[] scales = new float[rows * groups];
        for (int i = 0; i < scales.length; i++) {
            int row = i / groups;
            int from = i % groups * Weights.GROUP;
            int to = Math.min(columns, from + Weights.GROUP);
            float largest = 0;
            for (int column = from; column < to; column++) {
                largest = Math.max(largest, Math.abs(elements[row * columns + column]));
            }
            scales[i] = largest / 127;
        }
        return scales;
    }

    private static byte quantum(float[] elements, float[] scales, int row, int columns, int column) {
        float scale = scales[row * Weights.groups(columns) + column / Weights.GROUP];
        return scale == 0 ? 0 : (byte) Math.clamp(Math.round(elements[row * columns + column] / scale), -127, 127);
    }

    /// The weights of a matrix as floats, row-major, as a product sees them.
    public static float[] floats(Weights w) {
        int columns = w.columns();
        float[] out = new float[size(w.rows(), columns)];
        int stride = Weights.padded(columns);
        int groups = Weights.groups(columns);
        switch (w) {
            case Weights.Dense16 m -> fill(out, i -> m.type().value(m.values()[i / columns * stride + i % columns]));
            case Weights.Dense32 m -> fill(out, i -> m.values()[i / columns * stride + i % columns]);
            case Weights.Dense8 m ->
                fill(
                        out,
                        i -> m.values()[i / columns * stride + i % columns]
                                * m.scales()[i / columns * groups + i % columns / Weights.GROUP]);
            case Weights.Sparse16 m ->
                new Bitmap(m.rows(), columns, m.bitmap(), m.starts())
                        .each((place, element) -> out[element] = m.type().value(m.values()[place]));
            case Weights.Sparse32 m ->
                new Bitmap(m.rows(), columns, m.bitmap(), m.starts())
                        .each((place, element) -> out[element] = m.values()[place]);
            case Weights.Sparse8 m ->
                new Bitmap(m.rows(), columns, m.bitmap(), m.starts())
                        .each((place, element) -> out[element] = m.values()[place]
                                * m.scales()[element / columns * groups + element % columns / Weights.GROUP]);
            case Weights.Cut m -> {
                float[] inner = floats(m.inner());
                int width = m.keptColumns().length;
                for (int i = 0; i < inner.length; i++) {
                    out[m.keptRows()[i / width] * columns + m.keptColumns()[i % width]] = inner[i];
                }
            }
        }
        return out;
    }

    private interface Element {
        float at(int index);
    }

    private static void fill(float[] out, Element element) {
        IntStream.range(0, out.length).forEach(i -> out[i] = element.at(i));
    }

    private static int size(int rows, int stride) {
        return Math.multiplyExact(rows, stride);
    }
}

package org.espalier.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.tensor.kernel.Product32;

/// The columns of a matrix of floats that grows from left to right and is multiplied on the way.
///
/// A product's entry is summed from left to right, each lot of columns that was appended on its own: the same bits
/// however many threads there are.
public final class GrowingColumns {

    private static final int ROWS_AT_ONCE = 192;

    private final Product32 products = Product32.fastest();
    private final List<float[]> lots = new ArrayList<>(); // each (rows, its columns)
    private final int rows;

    /// No columns yet.
    public GrowingColumns(int rows) {
        this.rows = rows;
    }

    /// Appends columns.
    ///
    /// @param values (rows, columns), row-major; shared, not copied
    public void append(float[] values) {
        lots.add(values);
    }

    /// The columns so far times `right`.
    ///
    /// @param right (columns so far, count), row-major
    /// @return (rows, count), row-major; zeros if there are no columns yet
    public float[] times(float[] right, int count) {
        int padded = Product32.padded(count);
        float[][] packed = new float[lots.size()][];
        for (int lot = 0, at = 0; lot < packed.length; lot++) {
            int depth = lots.get(lot).length / rows;
            packed[lot] = Product32.pack(right, at * count, count, 1, depth, count);
            at += depth;
        }
        float[] result = new float[rows * padded];
        IntStream.range(0, (rows + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE).parallel().forEach(part -> {
            int from = part * ROWS_AT_ONCE;
            int height = Math.min(rows, from + ROWS_AT_ONCE) - from;
            for (int lot = 0; lot < packed.length; lot++) {
                float[] left = lots.get(lot);
                int depth = left.length / rows;
                products.add(left, from * depth, depth, height, packed[lot], depth, result, from * padded, padded);
            }
        });
        return padded == count ? result : narrowed(result, padded, count);
    }

    private float[] narrowed(float[] wide, int stride, int count) {
        float[] result = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(wide, row * stride, result, row * count, count);
        }
        return result;
    }
}

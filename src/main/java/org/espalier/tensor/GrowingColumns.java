package org.espalier.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.tensor.kernel.Product32;

/// The columns of a matrix of floats that grows from left to right and is multiplied on the way.
///
/// A product's entry is summed from left to right, each lot of columns that was appended on its own: the same bits
/// however many threads there are.
public final class GrowingColumns {

    private final Product32 products = Product32.fastest();
    private final List<Lot> lots = new ArrayList<>();
    private final int rows;
    private int count;

    /// Columns that were appended together.
    ///
    /// @param values (rows, columns)
    /// @param packed what they are multiplied with now; kept from product to product
    private record Lot(float[] values, int columns, float[] packed) {}

    /// No columns yet.
    public GrowingColumns(int rows) {
        this.rows = rows;
    }

    /// Appends columns.
    ///
    /// @param values (rows, columns), row-major; shared, not copied
    public void append(float[] values) {
        lots.add(new Lot(values, values.length / rows, new float[0]));
    }

    /// Takes up a matrix to multiply with.
    ///
    /// @param right (at least the columns so far, count), row-major; not needed afterwards
    public void prepare(float[] right, int count) {
        int size = Product32.padded(count);
        int[] starts = new int[lots.size()];
        for (int lot = 1; lot < starts.length; lot++) {
            starts[lot] = starts[lot - 1] + lots.get(lot - 1).columns;
        }
        IntStream.range(0, starts.length).parallel().forEach(i -> {
            Lot lot = lots.get(i);
            if (lot.packed.length != lot.columns * size) {
                lot = new Lot(lot.values, lot.columns, new float[lot.columns * size]);
                lots.set(i, lot);
            }
            Product32.pack(right, starts[i] * count, count, 1, lot.columns, count, lot.packed);
        });
        this.count = count;
    }

    /// Columns of a product's rows, at least as many as the matrix has.
    public int stride() {
        return Product32.padded(count);
    }

    /// Some rows of the product with what [#prepare] took up; zeros if there are no columns yet. From any thread.
    ///
    /// @param out gets (to - from, [#stride]) from `at` on
    public void times(int from, int to, float[] out, int at) {
        int stride = stride();
        Arrays.fill(out, at, at + (to - from) * stride, 0);
        for (Lot lot : lots) {
            int depth = lot.columns;
            products.add(lot.values, from * depth, depth, to - from, lot.packed, depth, out, at, stride);
        }
    }
}

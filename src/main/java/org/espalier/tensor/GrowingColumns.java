package org.espalier.tensor;

import java.util.ArrayList;
import java.util.List;
import org.espalier.tensor.kernel.Product32;

/// The columns of a matrix of floats that grows from left to right and is multiplied on the way.
///
/// A product's entry is summed from left to right, each lot of columns that was appended on its own: the same bits
/// however many threads there are, and in however many parts the lots are taken.
public final class GrowingColumns {

    private final Product32 products = Product32.fastest();
    private final List<Lot> lots = new ArrayList<>();
    private final int rows;

    /// Columns that were appended together.
    ///
    /// @param values (rows, columns)
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Lot(float[] values, int columns) {}

    /// What some lots are multiplied with; keeps its memory from one matrix to the next.
    public static final class Right {

        private final List<float[]> packed = new ArrayList<>(); // of each lot
        private int first;
        private int count;

        /// Nothing yet.
        public Right() {}

        /// Columns of a product's rows, at least as many as the matrix has.
        public int stride() {
            return Product32.padded(count);
        }
    }

    /// No columns yet.
    public GrowingColumns(int rows) {
        this.rows = rows;
    }

    /// Appends columns.
    ///
    /// @param values (rows, columns), row-major; shared, not copied
    public void append(float[] values) {
        lots.add(new Lot(values, values.length / rows));
    }

    /// Lots so far.
    public int lots() {
        return lots.size();
    }

    /// Takes up a matrix to multiply the lots from `first` on with.
    ///
    /// @param panels the matrix's columns, side by side; all but the last of whole tiles; not needed afterwards
    public void prepare(Right right, int first, List<Panel> panels) {
        right.first = first;
        right.count = panels.stream().mapToInt(Panel::width).sum();
        int stride = right.stride();
        int at = lots.subList(0, first).stream().mapToInt(Lot::columns).sum();
        int[] starts = new int[lots.size() - first];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            int size = lots.get(first + i).columns * stride;
            if (i == right.packed.size()) {
                right.packed.add(new float[size]);
            } else if (right.packed.get(i).length != size) {
                right.packed.set(i, new float[size]);
            }
            at += lots.get(first + i).columns;
        }
        Parts.of(starts.length, 1, (i, _) -> {
            int depth = lots.get(first + i).columns;
            int to = 0;
            for (Panel panel : panels) {
                int width = panel.width;
                Product32.pack(panel.values, starts[i] * width, width, 1, depth, width, right.packed.get(i), to);
                to += Product32.padded(width) * depth;
            }
        });
    }

    /// Some columns of a matrix.
    ///
    /// @param values (at least the columns so far, width), row-major
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Panel(float[] values, int width) {}

    /// Adds some rows of the product of the lots that were taken up. From any thread.
    ///
    /// @param out (to - from, columns) from `at` on, a row every `stride`
    public void add(Right right, int from, int to, float[] out, int at, int stride) {
        for (int lot = right.first; lot < lots.size(); lot++) {
            int depth = lots.get(lot).columns;
            float[] left = lots.get(lot).values;
            float[] packed = right.packed.get(lot - right.first);
            products.add(left, from * depth, depth, to - from, packed, depth, out, at, stride);
        }
    }
}

package org.espalier.compress.prune;

import org.espalier.tensor.Parts;
import org.espalier.tensor.kernel.Squares32;

/// A linear layer's weight, row-major; a row is an output. The values are shared, not copied.
public final class Matrix {

    private static final int LOT = 1 << 14; // weights that one thread takes at a time
    private static final int ROWS_AT_ONCE = 64;
    private static final Squares32 SQUARES = Squares32.fastest();

    private final int rows;
    private final int columns;
    private final float[] values; // (rows, columns)

    /// A matrix on `values`.
    ///
    /// @throws IllegalArgumentException if the values do not fill the shape
    public Matrix(int rows, int columns, float[] values) {
        if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /// Outputs.
    public int rows() {
        return rows;
    }

    /// Inputs.
    public int columns() {
        return columns;
    }

    /// The weights themselves, (rows, columns).
    public float[] values() {
        return values;
    }

    /// The weight from input `column` to output `row`.
    float at(int row, int column) {
        return values[row * columns + column];
    }

    /// Whether every weight is a number.
    boolean finite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /// The same weights with zeros where the mask prunes.
    Matrix masked(Mask mask) {
        return masked(mask, new float[values.length]);
    }

    /// The same weights with zeros where the mask prunes.
    ///
    /// @param kept gets them
    Matrix masked(Mask mask, float[] kept) {
        Parts.of(kept.length, LOT, (from, end) -> {
            for (int word = from; word < end; word += Long.SIZE) {
                long pruned = mask.word(word);
                for (int i = word; i < Math.min(end, word + Long.SIZE); i++) {
                    int all = (int) (pruned >>> i & 1) - 1; // every bit where it stays
                    kept[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) & all);
                }
            }
        });
        return new Matrix(rows, columns, kept);
    }

    /// The Frobenius norm of `this - other` over that of `other`; 0 where `other` is all zero. Each row is summed on
    /// its own, then the rows from first to last.
    double relativeChange(Matrix other) {
        double[] changes = new double[rows];
        double[] sizes = new double[rows];
        Parts.of(rows, ROWS_AT_ONCE, (from, to) -> {
            for (int row = from; row < to; row++) {
                changes[row] = SQUARES.ofDifference(values, other.values, row * columns, columns);
                sizes[row] = SQUARES.of(other.values, row * columns, columns);
            }
        });
        double change = 0;
        double size = 0;
        for (int row = 0; row < rows; row++) {
            change += changes[row];
            size += sizes[row];
        }
        return size == 0 ? 0 : Math.sqrt(change / size);
    }
}

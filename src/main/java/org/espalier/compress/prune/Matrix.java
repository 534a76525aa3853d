package org.espalier.compress.prune;

/// A linear layer's weight, row-major; a row is an output. The values are shared, not copied.
public final class Matrix {

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
    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /// Whether every weight is a number.
    public boolean finite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /// The same weights with zeros where the mask prunes.
    Matrix masked(Mask mask) {
        float[] kept = values.clone();
        for (int i = 0; i < kept.length; i++) {
            if (mask.pruned(i)) {
                kept[i] = 0f;
            }
        }
        return new Matrix(rows, columns, kept);
    }

    /// The Frobenius norm of `this - other` over that of `other`; 0 where `other` is all zero.
    double relativeChange(Matrix other) {
        double change = 0;
        double size = 0;
        for (int i = 0; i < values.length; i++) {
            double d = (double) values[i] - other.values[i];
            change += d * d;
            size += (double) other.values[i] * other.values[i];
        }
        return size == 0 ? 0 : Math.sqrt(change / size);
    }
}

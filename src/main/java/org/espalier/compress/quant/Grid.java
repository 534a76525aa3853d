package org.espalier.compress.quant;

/// The int8 numbers' real values in each column: `scale · (q − zero)`.
///
/// @param scale per column, positive
/// @param zero per column
@SuppressWarnings("ArrayRecordComponent")
record Grid(double[] scale, double[] zero) {

    /// One scale and zero point in all columns.
    static Grid uniform(int columns, double scale, double zero) {
        double[] s = new double[columns];
        double[] z = new double[columns];
        java.util.Arrays.fill(s, scale);
        java.util.Arrays.fill(z, zero);
        return new Grid(s, z);
    }

    /// Columns from `low` to `high`, symmetric around their middle.
    ///
    /// @param scale per column, at least a 254th of the range
    static Grid around(double[] middle, double[] scale) {
        double[] zero = new double[middle.length];
        for (int c = 0; c < zero.length; c++) {
            zero[c] = -middle[c] / scale[c];
        }
        return new Grid(scale, zero);
    }

    /// One scale for all columns that covers 0, as a zero point of 8 bits must, and all that was seen of them.
    ///
    /// @param margin room on either side as a share of the range
    /// @param least the least scale
    static Grid covering(Sample sample, double margin, double least) {
        double low = 0;
        double high = 0;
        for (int c = 0; c < sample.columns(); c++) {
            low = Math.min(low, sample.low(c));
            high = Math.max(high, sample.high(c));
        }
        double room = Math.max(1e-3, margin * (high - low));
        double scale = Math.max(least, (high - low + 2 * room) / 255);
        int zeroPoint = (int) Math.rint(-128 - (low - room) / scale);
        return uniform(sample.columns(), scale, Math.clamp(zeroPoint, -128, 127));
    }

    int columns() {
        return scale.length;
    }

    byte quantize(int column, double real) {
        return FixedPoint.saturate((int) Math.round(real / scale[column] + zero[column]));
    }

    /// Stores a real value.
    ///
    /// @param index in a matrix of this many columns
    void put(Width width, byte[] values, int index, double real) {
        int column = index % columns();
        width.set(values, index, (int) Math.round(real / scale[column] + zero[column]));
    }

    double real(int column, int q) {
        return scale[column] * (q - zero[column]);
    }

    Activation activation(String name, int rows, Width width) {
        boolean same = true;
        for (int c = 1; c < scale.length; c++) {
            same &= scale[c] == scale[0] && zero[c] == zero[0];
        }
        return same
                ? new Activation(name, rows, columns(), new double[] {scale[0]}, new double[] {zero[0]}, width)
                : new Activation(name, rows, columns(), scale.clone(), zero.clone(), width);
    }
}

package org.espalier.compress.quant;

/// An integer matrix between two operators. A real value is `scale · (q − zero)`.
///
/// @param name unique in its network ("blocks.0.fc1")
/// @param rows tokens
/// @param columns features
/// @param scale one number, or one for each column
/// @param zero as many as scales; may be fractional where it is per column
/// @param width of its numbers; 16 bits only for the residual stream and what is added to it
@SuppressWarnings("ArrayRecordComponent")
public record Activation(String name, int rows, int columns, double[] scale, double[] zero, Width width) {

    /// Bytes of the whole matrix.
    int bytes() {
        return rows * rowBytes();
    }

    /// Bytes of a row.
    public int rowBytes() {
        return columns * width.bytes();
    }

    /// The scale of a column.
    public double scaleOf(int column) {
        return scale[scale.length == 1 ? 0 : column];
    }

    /// The zero point of a column.
    public double zeroOf(int column) {
        return zero[zero.length == 1 ? 0 : column];
    }

    /// The real values of the matrix, row-major.
    ///
    /// @param values the bytes of `rows · columns` numbers
    float[] real(byte[] values) {
        float[] out = new float[values.length / width.bytes()];
        for (int i = 0; i < out.length; i++) {
            int c = i % columns;
            out[i] = (float) (scaleOf(c) * (width.get(values, i) - zeroOf(c)));
        }
        return out;
    }
}

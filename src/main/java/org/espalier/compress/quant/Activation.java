package org.espalier.compress.quant;

/// An int8 matrix between two operators. A real value is `scale · (q − zero)`.
///
/// @param name unique in its network ("blocks.0.fc1")
/// @param rows tokens
/// @param columns features
/// @param scale one number, or one for each column
/// @param zero as many as scales; may be fractional where it is per column
@SuppressWarnings("ArrayRecordComponent")
public record Activation(String name, int rows, int columns, double[] scale, double[] zero) {

    /// Bytes of the whole matrix.
    public int bytes() {
        return rows * columns;
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
    /// @param values `rows · columns` int8 numbers
    public float[] real(byte[] values) {
        float[] out = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int c = i % columns;
            out[i] = (float) (scaleOf(c) * (values[i] - zeroOf(c)));
        }
        return out;
    }
}

package org.espalier.tensor.kernel;

/// A matrix (rows, columns) in a form that [Kernels] multiply with a vector.
///
/// Rows are padded with zeros to a multiple of [#WORD] columns. Sparse forms hold one bit per padded column, lowest
/// first, and the values whose bit is set in their order; `starts` are the rows' first values, one more at the end.
/// Arrays of values have [#SLACK] elements to spare, so that a whole vector may be loaded at the last value.
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public sealed interface Weights {

    /// Columns of one bitmap word.
    int WORD = 64;

    /// Elements behind the last value.
    int SLACK = 64;

    /// Columns that share a scale in the eight-bit forms.
    int GROUP = 256;

    /// Outputs.
    int rows();

    /// Inputs.
    int columns();

    /// Bytes a product reads.
    long bytes();

    /// Columns with their padding.
    static int padded(int columns) {
        return Math.ceilDiv(columns, WORD) * WORD;
    }

    /// Scales in a row of an eight-bit form.
    static int groups(int columns) {
        return Math.ceilDiv(columns, GROUP);
    }

    /// All weights, sixteen bits each.
    ///
    /// @param values (rows, padded columns)
    record Dense16(Sixteen type, int rows, int columns, short[] values) implements Weights {
        @Override
        public long bytes() {
            return 2L * rows * padded(columns);
        }
    }

    /// All weights as floats.
    ///
    /// @param values (rows, padded columns)
    record Dense32(int rows, int columns, float[] values) implements Weights {
        @Override
        public long bytes() {
            return 4L * rows * padded(columns);
        }
    }

    /// All weights as -127 to 127 times the scale of their group.
    ///
    /// @param values (rows, padded columns)
    /// @param scales (rows, groups)
    record Dense8(int rows, int columns, byte[] values, float[] scales) implements Weights {
        @Override
        public long bytes() {
            return (long) rows * padded(columns) + 4L * scales.length;
        }
    }

    /// Some weights, sixteen bits each.
    record Sparse16(Sixteen type, int rows, int columns, long[] bitmap, short[] values, int[] starts)
            implements Weights {
        @Override
        public long bytes() {
            return 8L * bitmap.length + 2L * starts[rows] + 4L * starts.length;
        }
    }

    /// Some weights as floats.
    record Sparse32(int rows, int columns, long[] bitmap, float[] values, int[] starts) implements Weights {
        @Override
        public long bytes() {
            return 8L * bitmap.length + 4L * starts[rows] + 4L * starts.length;
        }
    }

    /// Some weights as -127 to 127 times the scale of their group.
    ///
    /// @param scales (rows, groups)
    record Sparse8(int rows, int columns, long[] bitmap, byte[] values, int[] starts, float[] scales)
            implements Weights {
        @Override
        public long bytes() {
            return 8L * bitmap.length + starts[rows] + 4L * starts.length + 4L * scales.length;
        }
    }

    /// A matrix of which whole rows or columns are zero: the smaller one that is left, and where it stood.
    ///
    /// @param inner (kept rows, kept columns)
    /// @param keptRows their numbers, ascending
    /// @param keptColumns their numbers, ascending
    record Cut(Weights inner, int rows, int columns, int[] keptRows, int[] keptColumns) implements Weights {
        @Override
        public long bytes() {
            return inner.bytes() + 4L * keptRows.length + 4L * keptColumns.length;
        }
    }
}

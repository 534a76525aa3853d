package org.espalier.tensor.kernel;

import java.util.function.IntPredicate;

/// Which elements of a matrix are there.
///
/// @param words one bit per column, rows padded to whole words
/// @param starts number of elements before each row, and of all
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Bitmap(int rows, int columns, long[] words, int[] starts) {

    /// Told of an element.
    interface Visitor {
        /// The element at `element` in row-major order is number `place` of those that are there.
        void visit(int place, int element);
    }

    /// The elements, by their number in row-major order, that pass a test.
    static Bitmap of(int rows, int columns, IntPredicate present) {
        int perRow = Weights.padded(columns) / Weights.WORD;
        long[] words = new long[Math.multiplyExact(rows, perRow)];
        int[] starts = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            int count = 0;
            for (int column = 0; column < columns; column++) {
                if (present.test(row * columns + column)) {
                    words[row * perRow + column / Weights.WORD] |= 1L << column;
                    count++;
                }
            }
            starts[row + 1] = starts[row] + count;
        }
        return new Bitmap(rows, columns, words, starts);
    }

    /// How many are there.
    int count() {
        return starts[rows];
    }

    /// Visits those that are there, in row-major order.
    void each(Visitor visitor) {
        int perRow = Weights.padded(columns) / Weights.WORD;
        int place = 0;
        for (int word = 0; word < words.length; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                int column = word % perRow * Weights.WORD + Long.numberOfTrailingZeros(bits);
                visitor.visit(place++, word / perRow * columns + column);
            }
        }
    }
}

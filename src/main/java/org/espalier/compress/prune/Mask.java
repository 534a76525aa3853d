package org.espalier.compress.prune;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Which weights of a matrix are pruned: one bit a weight, row-major.
final class Mask {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int rows;
    private final int columns;
    private final long[] bits;

    /// Prunes nothing yet.
    Mask(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.bits = new long[(int) (((long) rows * columns + 63) >>> 6)];
    }

    /// Whether the weight at the row-major index is pruned.
    boolean pruned(int index) {
        return (bits[index >>> 6] >>> index & 1) != 0;
    }

    /// Whether the weight from input `column` to output `row` is pruned.
    boolean pruned(int row, int column) {
        return pruned(row * columns + column);
    }

    /// How many weights are pruned.
    long count() {
        long count = 0;
        for (long word : bits) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /// The mask's words, for [#of].
    ByteBuffer words() {
        ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(bits);
        return bytes;
    }

    /// A mask from its words.
    static Mask of(int rows, int columns, MemorySegment words) {
        Mask mask = new Mask(rows, columns);
        MemorySegment.copy(words, WORD, 0, mask.bits, 0, mask.bits.length);
        return mask;
    }

    void prune(int index) {
        bits[index >>> 6] |= 1L << index;
    }

    /// Prunes up to 64 weights from the index on, those whose bit is set.
    void prune(int index, long set) {
        int word = index >>> 6;
        bits[word] |= set << index;
        long rest = (index & 63) == 0 ? 0 : set >>> -index;
        if (rest != 0) {
            bits[word + 1] |= rest;
        }
    }

    /// Up to 64 bits from the row-major index on, any; the first is the lowest.
    long bits(int index, int count) {
        int word = index >>> 6;
        long found = bits[word] >>> index;
        if ((index & 63) + count > Long.SIZE) {
            found |= bits[word + 1] << -index;
        }
        return found & (-1L >>> (Long.SIZE - count));
    }

    /// 64 bits from the row-major index on, a multiple of 64.
    long word(int index) {
        return bits[index >>> 6];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask
                && rows == mask.rows
                && columns == mask.columns
                && Arrays.equals(bits, mask.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    /// Rows of 0 and 1, 1 where pruned, divided by spaces: "10010011 01011010".
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rows * (columns + 1));
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                text.append(' ');
            }
            for (int column = 0; column < columns; column++) {
                text.append(pruned(row, column) ? '1' : '0');
            }
        }
        return text.toString();
    }
}

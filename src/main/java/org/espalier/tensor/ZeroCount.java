package org.espalier.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Counts the elements that equal zero, over the raw bytes.
final class ZeroCount {

    private ZeroCount() {}

    static long of(DType dtype, long elements, MemorySegment data) {
        if (!dtype.hasZero()) {
            return 0;
        }
        long mask = dtype.zeroMask();
        return switch (dtype.bits()) {
            case 64 -> words(data, mask);
            case 32 -> packed(data, 32, mask);
            case 16 -> packed(data, 16, mask);
            case 8 -> packed(data, 8, mask);
            default -> unaligned(data, elements, dtype.bits(), mask);
        };
    }

    private static long words(MemorySegment data, long mask) {
        long count = 0;
        for (long at = 0; at < data.byteSize(); at += 8) {
            if ((data.get(MappedTensor.LONG, at) & mask) == 0) {
                count++;
            }
        }
        return count;
    }

    /// Elements that divide 64 bits, a word at a time. Zero words, frequent in pruned weights, cost one test.
    private static long packed(MemorySegment data, int bits, long mask) {
        int lanes = 64 / bits;
        long everywhere = 0;
        for (int i = 0; i < lanes; i++) {
            everywhere |= mask << (i * bits);
        }
        long low = 0;
        for (int i = 0; i < lanes; i++) {
            low |= 1L << (i * bits);
        }
        long whole = data.byteSize() & ~7L;
        long count = 0;
        for (long at = 0; at < whole; at += 8) {
            long word = data.get(MappedTensor.LONG, at) & everywhere;
            count += lanes - nonZeroLanes(word, bits, low);
        }
        int step = bits / 8;
        for (long at = whole; at < data.byteSize(); at += step) {
            long value = 0;
            for (int b = 0; b < step; b++) {
                value |= (data.get(ValueLayout.JAVA_BYTE, at + b) & 0xFFL) << (8 * b);
            }
            if ((value & mask) == 0) {
                count++;
            }
        }
        return count;
    }

    /// How many lanes of `word` hold a set bit: all bits of a lane are folded onto its lowest.
    private static int nonZeroLanes(long word, int bits, long low) {
        if (word == 0) {
            return 0;
        }
        long folded = word;
        for (int shift = bits / 2; shift > 0; shift /= 2) {
            folded |= folded >>> shift;
        }
        // A lane's lowest bit gathered bits of its own lane only: shifts sum to bits - 1.
        return Long.bitCount(folded & low);
    }

    private static long unaligned(MemorySegment data, long elements, int bits, long mask) {
        long count = 0;
        for (long i = 0; i < elements; i++) {
            long bit = i * bits;
            long at = bit / 8;
            int pair = data.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            if (at + 1 < data.byteSize()) {
                pair |= (data.get(ValueLayout.JAVA_BYTE, at + 1) & 0xFF) << 8;
            }
            if (((pair >>> (bit % 8)) & mask) == 0) {
                count++;
            }
        }
        return count;
    }
}

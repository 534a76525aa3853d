package org.espalier.workbench.magnitude;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.espalier.tensor.MagnitudeHistogram;

/// Counts as bytes, magnitude by magnitude from 0 up. A count is a number in LEB128: seven bits a byte, the lowest
/// first, the highest bit set where more follow. A 0 is followed by how many further zeros there are, in the same form.
final class CountCode {

    private static final int SEVEN = 7;
    private static final int LAST_SHIFT = 56;

    /// What all counts of a tensor take at most: a count has up to nine bytes, a 0 with its zeros fewer.
    static final long MOST_BYTES = 9L * MagnitudeHistogram.CODES;

    private CountCode() {}

    static byte[] bytes(MagnitudeHistogram histogram) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = 0;
        while (code < MagnitudeHistogram.CODES) {
            long count = histogram.count(code++);
            put(count, out);
            if (count == 0) {
                int first = code;
                while (code < MagnitudeHistogram.CODES && histogram.count(code) == 0) {
                    code++;
                }
                put(code - first, out);
            }
        }
        return out.toByteArray();
    }

    private static void put(long number, ByteArrayOutputStream out) {
        long left = number;
        while (left >>> SEVEN != 0) {
            out.write((int) (left & 0x7F) | 0x80);
            left >>>= SEVEN;
        }
        out.write((int) left);
    }

    /// The counts that such bytes hold.
    ///
    /// @throws IllegalArgumentException if they hold anything else
    static long[] counts(MemorySegment bytes) {
        long[] counts = new long[MagnitudeHistogram.CODES];
        Reader reader = new Reader(bytes);
        int code = 0;
        while (code < counts.length) {
            long count = reader.next();
            counts[code++] = count;
            if (count == 0) {
                long zeros = reader.next();
                if (zeros > counts.length - code) {
                    throw new IllegalArgumentException("more magnitudes than sixteen bits have");
                }
                code += (int) zeros;
            }
        }
        if (reader.at != bytes.byteSize()) {
            throw new IllegalArgumentException("bytes behind the last count");
        }
        return counts;
    }

    private static final class Reader {

        private final MemorySegment bytes;
        private long at;

        Reader(MemorySegment bytes) {
            this.bytes = bytes;
        }

        /// A number of at most 63 bits.
        long next() {
            long number = 0;
            for (int shift = 0; shift <= LAST_SHIFT; shift += SEVEN) {
                if (at >= bytes.byteSize()) {
                    throw new IllegalArgumentException("the counts end too early");
                }
                byte part = bytes.get(ValueLayout.JAVA_BYTE, at++);
                number |= (part & 0x7FL) << shift;
                if (part >= 0) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a count larger than any tensor");
        }
    }
}

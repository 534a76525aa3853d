package org.espalier.tensor;

import java.lang.foreign.MemorySegment;
import org.espalier.task.WorkbenchException;

/// How many elements of a sixteen-bit tensor have each magnitude. There are only 32,768 of them, so it is exact:
/// [MagnitudeDistribution] answers every question about thresholds and sparsity without another look at the weights.
public final class MagnitudeHistogram {

    /// How many magnitudes sixteen bits have: codes without the sign, in ascending order of what they stand for.
    public static final int CODES = 1 << 15;

    /// Tables counted in turn, so that equal neighbours do not wait for each other.
    private static final int TABLES = 4;

    private static final int PIECE = 1 << 16;

    /// Pieces after which a table's counts are added up, long before an int could overflow.
    private static final int PIECES = 1 << 14;

    private static final int SIGNLESS = CODES - 1;

    private static final int BRAIN_INFINITY = 0x7F80;
    private static final int HALF_INFINITY = 0x7C00;

    private final DType dtype;
    private final long[] counts;

    private MagnitudeHistogram(DType dtype, long[] counts) {
        this.dtype = dtype;
        this.counts = counts;
    }

    /// Counts a tensor's elements, on all processors.
    ///
    /// @throws WorkbenchException if the type is not BF16 or F16
    public static MagnitudeHistogram of(MappedTensor tensor) {
        if (tensor.dtype() != DType.BF16 && tensor.dtype() != DType.F16) {
            throw WorkbenchException.input(
                    "tensor.histogram",
                    tensor.where() + " is " + tensor.dtype() + "; an exact histogram needs BF16 or F16",
                    "Use a checkpoint with sixteen-bit weights.");
        }
        int parts = Runtime.getRuntime().availableProcessors();
        long words = tensor.bytes() / 8;
        long[] counts = new long[CODES];
        long[][] some = new long[parts][];
        Parts.of(
                parts,
                1,
                (part, _) -> some[part] = count(tensor, words * part / parts * 8, words * (part + 1) / parts * 8));
        for (long[] one : some) {
            for (int code = 0; code < CODES; code++) {
                counts[code] += one[code];
            }
        }
        for (long at = words * 8; at < tensor.bytes(); at += 2) {
            counts[tensor.data().get(MappedTensor.SHORT, at) & SIGNLESS]++;
        }
        return new MagnitudeHistogram(tensor.dtype(), counts);
    }

    private static long[] count(MappedTensor tensor, long from, long to) {
        int[][] tables = new int[TABLES][CODES];
        long[] counts = new long[CODES];
        // In pieces: a method that is called often is compiled better than a loop that never ends.
        for (long start = from; start < to; start += PIECE) {
            int bytes = (int) (Math.min(to, start + PIECE) - start);
            count(tensor.data(), start, bytes, tables[0], tables[1], tables[2], tables[3]);
            if ((start - from) / PIECE % PIECES == PIECES - 1) {
                drain(tables, counts);
            }
        }
        drain(tables, counts);
        return counts;
    }

    /// Every table has [#CODES] counters; with its length as the mask, no index needs to be checked. Four loads
    /// cost less than taking one word apart.
    private static void count(MemorySegment data, long from, int bytes, int[] a, int[] b, int[] c, int[] d) {
        for (int at = 0; at < bytes; at += 8) {
            a[data.get(MappedTensor.SHORT, from + at) & (a.length - 1)]++;
            b[data.get(MappedTensor.SHORT, from + at + 2) & (b.length - 1)]++;
            c[data.get(MappedTensor.SHORT, from + at + 4) & (c.length - 1)]++;
            d[data.get(MappedTensor.SHORT, from + at + 6) & (d.length - 1)]++;
        }
    }

    private static void drain(int[][] tables, long[] counts) {
        for (int[] table : tables) {
            for (int code = 0; code < CODES; code++) {
                counts[code] += table[code];
                table[code] = 0;
            }
        }
    }

    /// A histogram that was counted before.
    ///
    /// @param counts elements by code, [#CODES] of them
    /// @throws IllegalArgumentException if the type is not BF16 or F16, or there are more or fewer counts
    public static MagnitudeHistogram of(DType dtype, long[] counts) {
        if ((dtype != DType.BF16 && dtype != DType.F16) || counts.length != CODES) {
            throw new IllegalArgumentException(counts.length + " counts of " + dtype);
        }
        return new MagnitudeHistogram(dtype, counts.clone());
    }

    /// The element type.
    public DType dtype() {
        return dtype;
    }

    /// How many elements have the magnitude of a code.
    public long count(int code) {
        return counts[code];
    }

    /// How many elements are infinite or no numbers.
    public long notFinite() {
        long count = 0;
        for (int code = dtype == DType.BF16 ? BRAIN_INFINITY : HALF_INFINITY; code < CODES; code++) {
            count += counts[code];
        }
        return count;
    }

    /// How many elements there are.
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /// The magnitude that a code stands for.
    float value(int code) {
        return dtype == DType.BF16 ? Float.intBitsToFloat(code << 16) : Float.float16ToFloat((short) code);
    }
}

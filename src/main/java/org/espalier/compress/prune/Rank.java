package org.espalier.compress.prune;

import java.util.Arrays;
import org.espalier.tensor.Parts;
import org.espalier.tensor.kernel.Partition64;

/// Finds the k-th smallest of a run of scores without sorting them; one caller's, used again and again.
///
/// A sorted sample tells between which bounds the score is, all but certainly; one pass counts what is below and
/// gathers what is between, and only that is looked at again (Floyd and Rivest 1975).
final class Rank {

    private static final int SMALL = 24;
    private static final int FEW = 256;
    private static final int ROUNDS = 12;
    private static final int LEAST_SAMPLE = 128;
    private static final int LARGEST_SAMPLE = 1024;
    private static final int ONE_OF = 32; // how many scores one in the sample stands for, where there are many
    private static final double DEVIATIONS = 2.5; // of the rank in the sample, on either side
    private static final long GOLDEN = 0x9E3779B9L; // spreads the sample evenly, in step with no row length
    private static final int PART = 1 << 16; // scores that one thread takes at a time

    private final Partition64 partition = Partition64.fastest();
    private final double[] sample = new double[LARGEST_SAMPLE];
    private double[] scratch = new double[FEW];
    private double[] spare = new double[FEW];
    private double value;
    private int below;
    private int equal;

    /// Finds the score of rank `k`, counted from 0, among the first `count`, which stay as they are.
    ///
    /// @param scores not negative
    /// @throws IllegalArgumentException if a score is negative or not a number
    void find(double[] scores, int count, int k) {
        if (scratch.length < count) {
            scratch = new double[count];
            spare = new double[count];
        }
        double[] from = scores;
        int left = count;
        int before = 0;
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        boolean sure = left <= FEW; // a short run is gathered whole
        boolean gathered = false;
        for (int round = 0; !gathered || (left > FEW && round < ROUNDS); round++) {
            if (!sure) {
                int size = sorted(from, left);
                double share = (k - before + 0.5) / left;
                double most = DEVIATIONS * Math.sqrt(size * share * (1 - share)) + 1;
                int first = (int) Math.floor(share * size - most);
                int last = (int) Math.ceil(share * size + most);
                low = first < 0 ? 0 : sample[first];
                high = last >= size ? Double.POSITIVE_INFINITY : sample[last];
            }
            long parts = divide(from, left, low, high);
            int less = (int) (parts >>> 32);
            int taken = (int) parts;
            if (k - before < less) {
                high = low;
                low = 0;
                sure = true;
            } else if (k - before >= less + taken) {
                low = high;
                high = Double.POSITIVE_INFINITY;
                sure = true;
            } else {
                from = spare;
                spare = scratch;
                scratch = from;
                left = taken;
                gathered = true;
                before += less;
                sure = false;
            }
        }
        settle(left, k - before, before);
    }

    /// Sorts some of the scores.
    ///
    /// @return how many
    private int sorted(double[] scores, int count) {
        int size = Math.clamp(count / ONE_OF, LEAST_SAMPLE, LARGEST_SAMPLE);
        for (int i = 0; i < size; i++) {
            sample[i] = scores[(int) ((((i * GOLDEN) & 0xFFFFFFFFL) * count) >>> 32)];
        }
        Arrays.sort(sample, 0, size);
        return size;
    }

    /// Gathers what is between in the spare run, in parts at once where there are many.
    private long divide(double[] scores, int count, double low, double high) {
        if (count < 2 * PART) {
            return checked(partition.divide(scores, 0, count, low, high, spare, 0));
        }
        int parts = (count + PART - 1) / PART;
        long[] found = new long[parts];
        Parts.of(
                count,
                PART,
                (from, to) -> found[from / PART] = partition.divide(scores, from, to, low, high, spare, from));
        long sum = 0;
        for (int part = 0; part < parts; part++) {
            System.arraycopy(spare, part * PART, spare, (int) sum, (int) checked(found[part]));
            sum += found[part];
        }
        return sum;
    }

    private static long checked(long parts) {
        if (parts == Partition64.REFUSED) {
            throw new IllegalArgumentException("a score is negative or not a number");
        }
        return parts;
    }

    private void settle(int count, int k, int before) {
        double found = inPlace(scratch, 0, count, k);
        int less = 0;
        int same = 0;
        for (int i = 0; i < count; i++) {
            less += scratch[i] < found ? 1 : 0;
            same += scratch[i] == found ? 1 : 0;
        }
        value = found;
        below = before + less;
        equal = same;
    }

    /// The score that was found.
    double value() {
        return value;
    }

    /// How many are smaller.
    int below() {
        return below;
    }

    /// How many are as large.
    int equal() {
        return equal;
    }

    /// The score of rank `k`, counted from 0, among `scores[from..to)`; the run is rearranged.
    ///
    /// Three-way partition around the median of three; after as many rounds as halving would need twice over,
    /// the rest is sorted, so no input takes quadratic time.
    static double inPlace(double[] scores, int from, int to, int k) {
        int low = from;
        int high = to;
        int target = from + k;
        int rounds = 2 * (32 - Integer.numberOfLeadingZeros(to - from));
        while (high - low > SMALL && rounds-- > 0) {
            double pivot = median(scores[low], scores[(low + high) >>> 1], scores[high - 1]);
            int less = low;
            int more = high;
            for (int i = low; i < more; ) {
                double score = scores[i];
                if (score < pivot) {
                    scores[i++] = scores[less];
                    scores[less++] = score;
                } else if (score > pivot) {
                    scores[i] = scores[--more];
                    scores[more] = score;
                } else {
                    i++;
                }
            }
            if (target < less) {
                high = less;
            } else if (target >= more) {
                low = more;
            } else {
                return pivot;
            }
        }
        Arrays.sort(scores, low, high);
        return scores[target];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}

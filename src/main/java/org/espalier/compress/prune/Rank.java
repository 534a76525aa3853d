package org.espalier.compress.prune;

import java.util.Arrays;

/// Finds the k-th smallest of a run of scores without sorting them; one thread's, used again and again.
///
/// The bits of a double that is not negative order as it does. Scores are counted by the upper bits of their distance
/// from the largest, and only the few that share the counter in question are looked at again.
final class Rank {

    private static final int SMALL = 24;
    private static final int FEW = 256;
    private static final int COUNTERS = 2048;
    private static final long OCTAVES = 64L << 52; // what is smaller than the largest by more is counted together
    private static final long INFINITE = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

    private final int[] counts = new int[COUNTERS];
    private double[] scratch = new double[FEW];
    private double value;
    private int below;
    private int equal;

    /// Finds the score of rank `k`, counted from 0, among the first `count`, which stay as they are.
    ///
    /// @param scores not negative
    /// @throws IllegalArgumentException if a score is negative or not a number
    void find(double[] scores, int count, int k) {
        long most = Long.MIN_VALUE;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long bits = Double.doubleToRawLongBits(scores[i]);
            most = Math.max(most, bits);
            least = Math.min(least, bits);
        }
        if (least < 0 || most > INFINITE) {
            throw new IllegalArgumentException("a score is negative or not a number");
        }
        if (count <= FEW) {
            System.arraycopy(scores, 0, scratch, 0, count);
            settle(count, k, 0);
            return;
        }
        long base = Math.max(least, most - OCTAVES);
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(most - base) - 11);
        Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            counts[counter(scores[i], base, shift)]++;
        }
        int before = 0;
        int chosen = 0;
        while (before + counts[chosen] <= k) {
            before += counts[chosen++];
        }
        if (scratch.length <= counts[chosen]) {
            scratch = new double[Math.min(count, 2 * counts[chosen]) + 1]; // the place after the last is written too
        }
        int taken = 0;
        for (int i = 0; i < count; i++) {
            scratch[taken] = scores[i];
            taken += counter(scores[i], base, shift) == chosen ? 1 : 0;
        }
        settle(taken, k - before, before);
    }

    private static int counter(double score, long base, int shift) {
        return (int) (Math.max(0, Double.doubleToRawLongBits(score) - base) >>> shift);
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

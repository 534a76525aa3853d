package org.espalier.compress.prune;

import java.util.Arrays;

/// Finds the k smallest of a run of scores without sorting them.
final class Selection {

    private static final int SMALL = 24;

    private Selection() {}

    /// The score of rank `k`, counted from 0, among `scores[from..to)`; the run is rearranged.
    ///
    /// Three-way partition around the median of three; after as many rounds as halving would need twice over,
    /// the rest is sorted, so no input takes quadratic time.
    static double rank(double[] scores, int from, int to, int k) {
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

    /// Marks the `k` smallest of `scores[0..count)`, ties by lower index, or by `COMPAT` all up to rank `k`.
    ///
    /// @param scratch at least `count` long
    /// @param index the mask's index of each score
    static void smallest(double[] scores, int count, int k, TieRule ties, double[] scratch, Mask mask, IndexOf index) {
        if (ties == TieRule.EXACT && k == 0) {
            return;
        }
        System.arraycopy(scores, 0, scratch, 0, count);
        if (ties == TieRule.COMPAT) {
            double threshold = rank(scratch, 0, count, Math.min(k, count - 1));
            for (int i = 0; i < count; i++) {
                if (scores[i] <= threshold) {
                    mask.prune(index.of(i));
                }
            }
            return;
        }
        double threshold = rank(scratch, 0, count, k - 1);
        int below = 0;
        for (int i = 0; i < count; i++) {
            if (scores[i] < threshold) {
                below++;
            }
        }
        int atThreshold = k - below;
        for (int i = 0; i < count; i++) {
            if (scores[i] < threshold || (scores[i] == threshold && atThreshold-- > 0)) {
                mask.prune(index.of(i));
            }
        }
    }

    /// Marks the pattern's zeros in one row's scores: in each group the smallest, ties by lower index.
    static void groups(double[] scores, int count, Pattern pattern, Mask mask, int offset) {
        for (int start = 0; start < count; start += pattern.group()) {
            int taken = 0; // bit i: the group's i-th score is pruned
            for (int n = 0; n < pattern.zeros(); n++) {
                int least = -1;
                for (int i = 0; i < pattern.group(); i++) {
                    if ((taken >>> i & 1) == 0 && (least < 0 || scores[start + i] < scores[start + least])) {
                        least = i;
                    }
                }
                taken |= 1 << least;
                mask.prune(offset + start + least);
            }
        }
    }

    /// From a score's place to the mask's index.
    @FunctionalInterface
    interface IndexOf {
        int of(int place);
    }
}

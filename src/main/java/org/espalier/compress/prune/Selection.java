package org.espalier.compress.prune;

import org.espalier.tensor.Parts;
import org.espalier.tensor.kernel.Partition64;

/// Marks the smallest of a run of scores.
final class Selection {

    private static final Partition64 PARTITION = Partition64.fastest();

    /// Lots that one thread takes at a time: whole words of the mask, whatever the stride.
    private static final int LOTS = 8 * Long.SIZE;

    private Selection() {}

    /// Where a run's scores stand in the mask: `run` in a row from `offset` on, the next lot `stride` further.
    ///
    /// @param offset of the first
    /// @param run how many are neighbours
    /// @param stride from one lot to the next
    record Places(int offset, int run, int stride) {

        /// All neighbours.
        static Places from(int offset, int count) {
            return new Places(offset, count, count);
        }

        int of(int place) {
            return offset + place / run * stride + place % run;
        }
    }

    /// Marks the `k` smallest of `scores[0..count)`, ties by lower index, or by `COMPAT` all up to rank `k`.
    ///
    /// @param scores not negative
    static void smallest(double[] scores, int count, int k, TieRule ties, Rank rank, Mask mask, Places places) {
        if (ties == TieRule.EXACT && k == 0) {
            return;
        }
        rank.find(scores, count, ties == TieRule.EXACT ? k - 1 : Math.min(k, count - 1));
        double threshold = rank.value();
        int left = ties == TieRule.EXACT ? k - rank.below() : rank.equal();
        if (left == rank.equal()) {
            upTo(scores, count, threshold, mask, places);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (scores[i] < threshold || (scores[i] == threshold && left-- > 0)) {
                mask.prune(places.of(i));
            }
        }
    }

    /// Marks what is no larger than the threshold, up to 64 at a time.
    private static void upTo(double[] scores, int count, double threshold, Mask mask, Places places) {
        int lots = (count + places.run() - 1) / places.run();
        if (lots < 2 * LOTS) {
            upTo(scores, 0, count, threshold, mask, places);
            return;
        }
        Parts.of(count, LOTS * places.run(), (from, to) -> upTo(scores, from, to, threshold, mask, places));
    }

    private static void upTo(double[] scores, int from, int to, double threshold, Mask mask, Places places) {
        for (int lot = from; lot < to; lot += places.run()) {
            int end = Math.min(to, lot + places.run());
            int at = places.of(lot);
            for (int i = lot; i < end; i += Long.SIZE) {
                int lanes = Math.min(Long.SIZE, end - i);
                mask.prune(at + i - lot, ~PARTITION.above(scores, i, lanes, threshold) & (-1L >>> (Long.SIZE - lanes)));
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
}

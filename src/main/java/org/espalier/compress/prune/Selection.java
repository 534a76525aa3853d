package org.espalier.compress.prune;

/// Marks the smallest of a run of scores.
final class Selection {

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

    /// Marks what is no larger than the threshold, up to 64 at a time. Bits of doubles that are not negative order as
    /// they do, and a difference has no branch that could be guessed wrong.
    private static void upTo(double[] scores, int count, double threshold, Mask mask, Places places) {
        long most = Double.doubleToRawLongBits(threshold);
        for (int lot = 0; lot < count; lot += places.run()) {
            int end = Math.min(count, lot + places.run());
            int at = places.of(lot);
            for (int i = lot; i < end; i += Long.SIZE) {
                int lanes = Math.min(Long.SIZE, end - i);
                long kept = 0;
                for (int lane = 0; lane < lanes; lane++) {
                    kept |= (most - Double.doubleToRawLongBits(scores[i + lane])) >>> 63 << lane;
                }
                mask.prune(at + i - lot, ~kept & (-1L >>> (Long.SIZE - lanes)));
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

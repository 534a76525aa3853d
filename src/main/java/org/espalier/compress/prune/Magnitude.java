package org.espalier.compress.prune;

import org.espalier.task.TaskContext;

/// Prunes the smallest weights of the whole matrix; with a grouped pattern, of each group in a row.
///
/// The threshold comes from counting, not sorting: the bits of a non-negative float order as it does, so a
/// histogram of their upper half and one of the lower half within a single bin give the weight of any rank
/// exactly.
public record Magnitude() implements Criterion {

    private static final int LOW_BITS = 15;

    @Override
    public String word() {
        return "magnitude";
    }

    @Override
    public Needs needs() {
        return Needs.NOTHING;
    }

    @Override
    public Pruned prune(Matrix weights, InputStatistics inputs, Target target, TaskContext context) {
        Mask mask = mask(weights, target);
        return Pruned.of(weights, weights.masked(mask), mask, inputs);
    }

    /// The mask alone.
    static Mask mask(Matrix weights, Target target) {
        Mask mask = new Mask(weights.rows(), weights.columns());
        if (target.pattern().grouped()) {
            double[] scores = new double[weights.columns()];
            for (int row = 0; row < weights.rows(); row++) {
                for (int column = 0; column < scores.length; column++) {
                    scores[column] = Math.abs(weights.at(row, column));
                }
                Selection.groups(scores, scores.length, target.pattern(), mask, row * weights.columns());
            }
            return mask;
        }
        float[] values = weights.values();
        int k = target.of(values.length);
        boolean exact = target.ties() == TieRule.EXACT;
        if (exact && k == 0) {
            return mask;
        }
        int rank = exact ? k - 1 : Math.min(k, values.length - 1);
        int[] high = new int[1 << (31 - LOW_BITS)];
        for (float value : values) {
            high[bits(value) >>> LOW_BITS]++;
        }
        int bin = 0;
        int below = 0;
        while (below + high[bin] <= rank) {
            below += high[bin++];
        }
        int[] low = new int[1 << LOW_BITS];
        for (float value : values) {
            if (bits(value) >>> LOW_BITS == bin) {
                low[bits(value) & (1 << LOW_BITS) - 1]++;
            }
        }
        int lowBin = 0;
        while (below + low[lowBin] <= rank) {
            below += low[lowBin++];
        }
        int threshold = bin << LOW_BITS | lowBin;
        int atThreshold = exact ? k - below : Integer.MAX_VALUE;
        for (int i = 0; i < values.length; i++) {
            int magnitude = bits(values[i]);
            if (magnitude < threshold || (magnitude == threshold && atThreshold-- > 0)) {
                mask.prune(i);
            }
        }
        return mask;
    }

    private static int bits(float value) {
        return Float.floatToRawIntBits(value) & Integer.MAX_VALUE;
    }
}

package org.espalier.compress.prune;

import java.util.Arrays;
import org.espalier.task.TaskContext;

/// Wanda's variant (`use_variant` of the published code): outputs lose different numbers of weights, each up to
/// the same share alpha of the sum of its scores. Alpha is found by bisection, from 0.4 in [0, 0.8], until the
/// matrix' sparsity is within 0.001 of what is asked, as published.
///
/// Within a row exactly the counted weights go, the lower index first; `compat` takes all ties with the last one.
final class WandaVariant {

    private static final double CLOSE = 1e-3;
    private static final double FIRST = 0.4;
    private static final double MOST = 0.8;

    private final int rows;
    private final int columns;
    private final float[] sorted; // each row's scores, ascending
    private final double[] sums; // of each row

    private WandaVariant(Matrix weights, double[] norms) {
        this.rows = weights.rows();
        this.columns = weights.columns();
        this.sorted = new float[weights.values().length];
        this.sums = new double[rows];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (float) (Math.abs(weights.values()[i]) * norms[i % columns]);
            sums[i / columns] += sorted[i];
        }
        for (int row = 0; row < rows; row++) {
            Arrays.sort(sorted, row * columns, (row + 1) * columns);
        }
    }

    /// The mask.
    ///
    /// @param norms the size of each input
    static Mask mask(Matrix weights, double[] norms, Target target, TaskContext context) {
        WandaVariant variant = new WandaVariant(weights, norms);
        int[] counts = variant.search(target, context);
        Mask mask = new Mask(weights.rows(), weights.columns());
        double[] scores = new double[weights.columns()];
        Rank rank = new Rank();
        for (int row = 0; row < counts.length; row++) {
            int offset = row * scores.length;
            for (int j = 0; j < scores.length; j++) {
                scores[j] = (float) (Math.abs(weights.values()[offset + j]) * norms[j]);
            }
            Selection.Places places = Selection.Places.from(offset, scores.length);
            Selection.smallest(scores, scores.length, counts[row], TieRule.EXACT, rank, mask, places);
        }
        return mask;
    }

    /// How many weights of each row go.
    private int[] search(Target target, TaskContext context) {
        double low = 0;
        double high = MOST;
        double alpha = FIRST;
        while (true) {
            context.checkCancelled();
            int[] counts = counts(alpha, target.ties());
            double sparsity = Arrays.stream(counts).asLongStream().sum() / (double) sorted.length;
            if (Math.abs(sparsity - target.ratio()) <= CLOSE || high - low < CLOSE) {
                return counts;
            }
            if (sparsity > target.ratio()) {
                high = alpha;
                alpha = (alpha + low) / 2;
            } else {
                low = alpha;
                alpha = (alpha + high) / 2;
            }
        }
    }

    private int[] counts(double alpha, TieRule ties) {
        int[] counts = new int[rows];
        for (int row = 0; row < rows; row++) {
            int at = row * columns;
            int count = 0;
            double sum = 0;
            while (count < columns && sum + sorted[at + count] <= alpha * sums[row]) {
                sum += sorted[at + count++];
            }
            while (ties == TieRule.COMPAT
                    && count > 0
                    && count < columns
                    && sorted[at + count] == sorted[at + count - 1]) {
                count++;
            }
            counts[row] = count;
        }
        return counts;
    }
}

package org.espalier.compress.prune;

import java.util.concurrent.ForkJoinTask;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Parts;

/// Prunes, in each output, the weights whose product with the norm of their input is smallest (Sun et al. 2023,
/// Eq. 1): `|W_ij| * sqrt(sum x_j^2 / N)`. N is the same for a whole row and left out. Kept weights stay as
/// they are.
///
/// Both tie rules mean the same here: the published code takes exactly k of each row, the lower index first.
///
/// @param variant whether outputs lose different numbers, as [WandaVariant] has it; groups stay as they are
public record Wanda(boolean variant) implements Criterion {

    private static final int ROWS_AT_ONCE = 64; // so that two threads never share a word of the mask

    /// The plain rule.
    public Wanda() {
        this(false);
    }

    @Override
    public String word() {
        return variant ? "wanda-variant" : "wanda";
    }

    @Override
    public Needs needs() {
        return Needs.SQUARES;
    }

    @Override
    public Pruned prune(Matrix weights, InputStatistics inputs, Target target, TaskContext context) {
        int count = weights.values().length;
        // The system gives memory page by page; a thread of its own waits for that.
        ForkJoinTask<float[]> kept = ForkJoinTask.adapt(() -> new float[count]).fork();
        Mask mask = variant && !target.pattern().grouped()
                ? WandaVariant.mask(weights, inputs.norms(weights.columns()), target, context)
                : mask(weights, inputs, target, context);
        return Pruned.of(weights, weights.masked(mask, kept.join()), mask, inputs);
    }

    /// The mask alone.
    static Mask mask(Matrix weights, InputStatistics inputs, Target target, TaskContext context) {
        int columns = weights.columns();
        double[] norms = inputs.norms(columns);
        Mask mask = new Mask(weights.rows(), columns);
        Parts.of(weights.rows(), ROWS_AT_ONCE, (from, to) -> {
            context.checkCancelled();
            rows(weights, from, to, norms, target, mask);
        });
        return mask;
    }

    private static void rows(Matrix weights, int from, int to, double[] norms, Target target, Mask mask) {
        int columns = norms.length;
        double[] scores = new double[columns];
        Rank rank = new Rank();
        for (int row = from; row < to; row++) {
            int offset = row * columns;
            for (int column = 0; column < columns; column++) {
                scores[column] = Math.abs(weights.values()[offset + column]) * norms[column];
            }
            if (target.pattern().grouped()) {
                Selection.groups(scores, columns, target.pattern(), mask, offset);
            } else {
                int k = target.of(columns);
                Selection.smallest(
                        scores, columns, k, TieRule.EXACT, rank, mask, Selection.Places.from(offset, columns));
            }
        }
    }
}

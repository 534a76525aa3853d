package org.espalier.compress.prune;

import java.util.Arrays;
import org.espalier.task.TaskContext;

/// The order in which a matrix loses its weights as its ratio grows. Every mask made from it holds the smaller
/// ones, and trying a ratio costs one pass over the weights: what a search evaluates by the thousand.
///
/// Four bytes a weight. Safe for use by several threads.
public final class RankMap {

    private final int rows;
    private final int columns;
    private final int[] order; // row-major indices, the first to go first

    private RankMap(int rows, int columns, int[] order) {
        this.rows = rows;
        this.columns = columns;
        this.order = order;
    }

    /// Ranks a matrix's weights; ties go by lower index. A saliency that compares within rows takes the least of
    /// every row first, then the second of every row, and so on.
    ///
    /// @param inputs as the saliency needs
    public static RankMap of(Matrix weights, InputStatistics inputs, Saliency saliency, TaskContext context) {
        int rows = weights.rows();
        int columns = weights.columns();
        double[] factors = saliency.factors(columns, inputs, context);
        if (!saliency.byRow()) {
            return new RankMap(rows, columns, sorted(weights, factors, 0, rows));
        }
        int[] order = new int[rows * columns];
        for (int row = 0; row < rows; row++) {
            context.checkCancelled();
            int[] line = sorted(weights, factors, row, row + 1);
            for (int rank = 0; rank < columns; rank++) {
                order[rank * rows + row] = line[rank];
            }
        }
        return new RankMap(rows, columns, order);
    }

    /// The indices of some rows by their scores. Score and index share a long: the index takes the lowest bits of
    /// the mantissa, which leaves a score more digits than a float has.
    private static int[] sorted(Matrix weights, double[] factors, int from, int to) {
        int columns = weights.columns();
        int count = (to - from) * columns;
        long low = (Long.highestOneBit(Math.max(1, count - 1)) << 1) - 1;
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            double score = Math.abs((double) weights.values()[from * columns + i]) * factors[i % columns];
            keys[i] = (Double.doubleToRawLongBits(score) & ~low) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = from * columns + (int) (keys[i] & low);
        }
        return order;
    }

    /// How many weights the matrix has.
    public int weights() {
        return order.length;
    }

    /// The first `zeros` weights to go.
    ///
    /// @throws IndexOutOfBoundsException if the matrix has fewer
    public Mask mask(long zeros) {
        Mask mask = new Mask(rows, columns);
        for (int i = 0; i < checked(zeros); i++) {
            mask.prune(order[i]);
        }
        return mask;
    }

    /// A copy of `dense`, (rows, columns), with its first `zeros` weights to go set to zero.
    ///
    /// @throws IndexOutOfBoundsException if the matrix has fewer
    public float[] pruned(Matrix dense, long zeros) {
        if (dense.rows() != rows || dense.columns() != columns) {
            throw new IllegalArgumentException("ranks of " + rows + " x " + columns + " for another matrix");
        }
        float[] values = dense.values().clone();
        for (int i = 0; i < checked(zeros); i++) {
            values[order[i]] = 0f;
        }
        return values;
    }

    private int checked(long zeros) {
        if (zeros < 0 || zeros > order.length) {
            throw new IndexOutOfBoundsException(zeros + " of " + order.length + " weights");
        }
        return (int) zeros;
    }
}

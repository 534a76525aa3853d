package org.espalier.search.prune;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.espalier.compress.prune.Matrix;

/// The rank of every weight's `|W_ij| ||x_j||` within its row, so that equally many of every row go.
final class RowRanks {

    private RowRanks() {}

    /// Ranks from 0 in the layout of the matrix; equal scores by index.
    ///
    /// @param norms the size of each input
    static double[] of(Matrix matrix, double[] norms) {
        int columns = matrix.columns();
        double[] ranks = new double[matrix.values().length];
        for (int row = 0; row < matrix.rows(); row++) {
            int from = row * columns;
            int[] order = IntStream.range(from, from + columns)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> Math.abs(matrix.values()[i]) * norms[i - from]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int place = 0; place < columns; place++) {
                ranks[order[place]] = place;
            }
        }
        return ranks;
    }

    /// Indices by rising score, equal ones by index.
    static int[] ascending(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).thenComparingInt(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

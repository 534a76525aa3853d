package org.espalier.compress.prune;

import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.tensor.LinearAlgebra;

/// OBS that prunes an exact number of weights and may aim at the dense model's outputs.
///
/// Mask and first update are SparseGPT's (columns from left to right, a block's mask chosen at its start), with
/// the asked number of zeros divided over the blocks by largest remainder, so that it is met to the weight. Two
/// named choices go beyond the published rule:
///
/// - *towards dense*: with [Moments#cross()], the weights that are pruned are first those that give the dense
///   model's outputs from the inputs the layer really gets, `W (D X^T + l I)(X X^T + l I)^-1`: the errors of
///   earlier layers are made good here instead of being handed on;
/// - *refit*: afterwards the kept weights of each row are the damped least squares of that same aim. SparseGPT
///   never revisits a kept weight left of a pruned one; the refit's error is never larger.
///
/// @param damping share of the mean diagonal that is added
/// @param block columns in a block
/// @param refit whether kept weights are solved for at the end
public record Reconstruction(double damping, int block, boolean refit) {

    /// As published: damping 0.01, blocks of 128, no refit.
    public static Reconstruction published() {
        return new Reconstruction(0.01, 128, false);
    }

    /// Prunes a matrix.
    ///
    /// @param dense (rows, columns)
    /// @param zeros how many weights go, from 0 to all
    /// @return new weights; with no zeros asked, the dense ones
    public Matrix prune(Matrix dense, Moments moments, int zeros, TaskContext context) {
        if (zeros == 0) {
            return dense;
        }
        int columns = dense.columns();
        Solver solver = new Solver(dense, moments, damping, context);
        double[] w = solver.start();
        boolean[] pruned = new boolean[w.length];
        int left = zeros;
        for (int start = 0; start < columns; start += block) {
            context.checkCancelled();
            int end = Math.min(columns, start + block);
            int share = end == columns ? left : portion(left, end - start, columns - start);
            solver.sweep(w, pruned, start, end, share);
            left -= share;
        }
        if (refit) {
            solver.refit(w, pruned, context);
        }
        float[] values = new float[w.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pruned[i] ? 0f : (float) w[i];
        }
        return new Matrix(dense.rows(), columns, values);
    }

    private static int portion(int zeros, int width, int rest) {
        return (int) Math.round((double) zeros * width / rest);
    }

    /// One matrix at work.
    private static final class Solver {

        private final int rows;
        private final int columns;
        private final float[] dense;
        private final double[] damped; // (columns, columns), own + l I
        private final double[] upper; // U^T U = damped^-1
        private final double[] aim; // (rows, columns), W (D X^T + l I)
        private final boolean crossed;

        Solver(Matrix matrix, Moments moments, double share, TaskContext context) {
            this.rows = matrix.rows();
            this.columns = matrix.columns();
            this.dense = matrix.values();
            InverseFactor factor = InverseFactor.of(moments.own(), columns, share, context);
            this.upper = factor.upper();
            this.damped = moments.own().clone();
            double mean = 0;
            for (int j = 0; j < columns; j++) {
                if (damped[j * columns + j] == 0) {
                    damped[j * columns + j] = 1;
                }
                mean += damped[j * columns + j] / columns;
            }
            double added = factor.damping() * mean;
            for (int j = 0; j < columns; j++) {
                damped[j * columns + j] += added;
            }
            double[] cross = moments.cross();
            this.crossed = cross != null;
            double[] right = damped;
            if (cross != null) {
                right = LinearAlgebra.transposed(cross, columns);
                for (int j = 0; j < columns; j++) {
                    right[j * columns + j] += added;
                }
            }
            this.aim = LinearAlgebra.product(widened(dense), rows, right, columns, columns);
        }

        private static double[] widened(float[] values) {
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return wide;
        }

        /// The dense weights, or those that make up for changed inputs: `aim (own + l I)^-1`.
        double[] start() {
            if (!crossed) {
                return widened(dense);
            }
            double[] half = LinearAlgebra.product(
                    aim, rows, LinearAlgebra.transposed(upper, columns), columns, columns);
            return LinearAlgebra.product(half, rows, upper, columns, columns);
        }

        /// Chooses `zeros` weights of the columns [start, end) and corrects all columns to their right.
        void sweep(double[] w, boolean[] pruned, int start, int end, int zeros) {
            int width = end - start;
            double[] scores = new double[rows * width];
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < width; j++) {
                    double pivot = upper[(start + j) * columns + start + j];
                    double value = w[row * columns + start + j] / pivot;
                    scores[row * width + j] = value * value;
                }
            }
            if (zeros > 0) {
                Mask mask = new Mask(rows, columns);
                Selection.smallest(
                        scores,
                        scores.length,
                        zeros,
                        TieRule.EXACT,
                        new double[scores.length],
                        mask,
                        place -> place / width * columns + start + place % width);
                IntStream.range(0, pruned.length).filter(mask::pruned).forEach(i -> pruned[i] = true);
            }
            for (int row = 0; row < rows; row++) {
                int at = row * columns;
                for (int j = start; j < end; j++) {
                    if (pruned[at + j]) {
                        int line = j * columns;
                        double error = w[at + j] / upper[line + j];
                        for (int i = j + 1; i < columns; i++) {
                            w[at + i] -= error * upper[line + i];
                        }
                        w[at + j] = 0;
                    }
                }
            }
        }

        /// Row by row the damped least squares on the kept weights.
        void refit(double[] w, boolean[] pruned, TaskContext context) {
            int[] kept = new int[columns];
            double[] system = new double[columns * columns];
            double[] side = new double[columns];
            for (int row = 0; row < rows; row++) {
                context.checkCancelled();
                int at = row * columns;
                int n = 0;
                for (int j = 0; j < columns; j++) {
                    if (!pruned[at + j]) {
                        kept[n++] = j;
                    }
                }
                for (int a = 0; a < n; a++) {
                    int line = kept[a] * columns;
                    for (int b = 0; b <= a; b++) {
                        system[a * n + b] = damped[line + kept[b]];
                    }
                    side[a] = aim[at + kept[a]];
                }
                if (solve(system, side, n)) {
                    for (int a = 0; a < n; a++) {
                        w[at + kept[a]] = side[a];
                    }
                }
            }
        }

        /// Solves a positive definite system in place by Cholesky; false where rounding has made it indefinite.
        private static boolean solve(double[] a, double[] x, int n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = a[i * n + j];
                    for (int k = 0; k < j; k++) {
                        sum -= a[i * n + k] * a[j * n + k];
                    }
                    if (i > j) {
                        a[i * n + j] = sum / a[j * n + j];
                    } else if (sum > 0) {
                        a[i * n + i] = Math.sqrt(sum);
                    } else {
                        return false;
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < i; k++) {
                    x[i] -= a[i * n + k] * x[k];
                }
                x[i] /= a[i * n + i];
            }
            for (int i = n - 1; i >= 0; i--) {
                for (int k = i + 1; k < n; k++) {
                    x[i] -= a[k * n + i] * x[k];
                }
                x[i] /= a[i * n + i];
            }
            return true;
        }
    }
}

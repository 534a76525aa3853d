package org.espalier.compress.prune;

import java.io.Serializable;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

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
public record Reconstruction(double damping, int block, boolean refit) implements Serializable {

    /// As published: damping 0.01, blocks of 128, no refit.
    public static Reconstruction published() {
        return new Reconstruction(0.01, 128, false);
    }

    private static final double MOST_DAMPING = 1e3;

    /// Works out what all layers with these inputs share.
    ///
    /// @throws WorkbenchException if the moments are not positive definite with any damping
    public Prepared prepare(Moments moments) {
        int n = moments.columns();
        double[] hessian = moments.own().clone();
        double mean = 0;
        for (int j = 0; j < n; j++) {
            if (hessian[j * n + j] == 0) {
                hessian[j * n + j] = 1;
            }
            mean += hessian[j * n + j] / n;
        }
        double added = 0;
        for (double share = damping; share <= MOST_DAMPING; share *= 10) {
            for (int j = 0; j < n; j++) {
                hessian[j * n + j] += share * mean - added;
            }
            added = share * mean;
            double[] upper = Triangles.inverseFactor(hessian, n);
            if (upper.length > 0) {
                return new Prepared(n, hessian, upper, right(moments, added));
            }
        }
        throw WorkbenchException.input(
                "prune.obs.indefinite",
                "the second moments of " + n + " inputs are not positive definite, with any damping",
                "Use other samples.");
    }

    /// The transpose of the cross moments, damped alike; null where they are the own ones.
    private static double @Nullable [] right(Moments moments, double added) {
        double[] cross = moments.cross();
        if (cross == null) {
            return null;
        }
        int n = moments.columns();
        double[] right = Triangles.transposed(cross, n);
        for (int j = 0; j < n; j++) {
            right[j * n + j] += added;
        }
        return right;
    }

    /// What layers with the same inputs share.
    ///
    /// @param damped (columns, columns), X X^T + l I
    /// @param upper U with U^T U = damped^-1
    /// @param right (columns, columns), D X^T + l I; null where it equals `damped`
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Prepared(int columns, double[] damped, double[] upper, double @Nullable [] right) {}

    /// Prunes a matrix.
    ///
    /// @param dense (rows, columns)
    /// @param zeros how many weights go, from 0 to all
    /// @return new weights; with no zeros asked, the dense ones
    public Matrix prune(Matrix dense, Prepared inputs, int zeros, TaskContext context) {
        if (zeros == 0) {
            return dense;
        }
        int columns = dense.columns();
        Solver solver = new Solver(dense, inputs, refit);
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
        private final Prepared inputs;
        private final double[] aim; // (rows, columns), W (D X^T + l I); empty where nobody needs it

        Solver(Matrix matrix, Prepared inputs, boolean refit) {
            this.rows = matrix.rows();
            this.columns = matrix.columns();
            this.dense = matrix.values();
            this.inputs = inputs;
            double[] right = inputs.right();
            this.aim = right != null || refit
                    ? Triangles.product(widened(), rows, right == null ? inputs.damped() : right, columns)
                    : new double[0];
        }

        private double[] widened() {
            double[] wide = new double[dense.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = dense[i];
            }
            return wide;
        }

        /// The dense weights, or those that make up for changed inputs: `aim damped^-1`.
        double[] start() {
            if (inputs.right() == null) {
                return widened();
            }
            double[] half = Triangles.product(aim, rows, Triangles.transposed(inputs.upper(), columns), columns);
            return Triangles.product(half, rows, inputs.upper(), columns);
        }

        /// Chooses `zeros` weights of the columns [start, end) and corrects all columns to their right.
        void sweep(double[] w, boolean[] pruned, int start, int end, int zeros) {
            double[] upper = inputs.upper();
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
                Mask mask = new Mask(rows, width);
                Selection.Places places = Selection.Places.from(0, scores.length);
                Selection.smallest(scores, scores.length, zeros, TieRule.EXACT, new Rank(), mask, places);
                for (int i = 0; i < scores.length; i++) {
                    pruned[i / width * columns + start + i % width] = mask.pruned(i);
                }
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
                    for (int b = a; b < n; b++) {
                        system[a * n + b] = inputs.damped()[line + kept[b]];
                    }
                    side[a] = aim[at + kept[a]];
                }
                if (Triangles.solve(system, side, n)) {
                    for (int a = 0; a < n; a++) {
                        w[at + kept[a]] = side[a];
                    }
                }
            }
        }
    }
}

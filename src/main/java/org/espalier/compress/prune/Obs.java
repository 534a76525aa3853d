package org.espalier.compress.prune;

import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.tensor.LinearAlgebra;
import org.jspecify.annotations.Nullable;

/// Optimal Brain Surgeon over whole layers as SparseGPT does it (Frantar and Alistarh 2023, Algorithm 1):
/// weights go whose loss is smallest, and those to their right make up for them.
///
/// Columns are taken from left to right in blocks. A block's mask is chosen at its start for all rows together
/// from `w^2 / U_jj^2`, where U is the upper Cholesky factor of the inverse Hessian; then each row finishes its
/// block on its own. Corrections from the blocks before reach a block in one matrix product when its turn
/// comes.
///
/// @param damping share of the mean diagonal added to the Hessian; ten times more where it is not positive
///     definite
/// @param block columns in a block, a multiple of every pattern's group
public record Obs(double damping, int block) implements Criterion {

    /// The published damping.
    static final double DAMPING = 0.01;

    private static final int ROWS_AT_ONCE = 64; // so that two threads never share a word of the mask

    /// As published: damping 0.01, blocks of 128.
    public Obs() {
        this(DAMPING, 128);
    }

    @Override
    public String word() {
        return "obs";
    }

    @Override
    public Needs needs() {
        return Needs.PRODUCTS;
    }

    @Override
    public Pruned prune(Matrix weights, InputStatistics inputs, Target target, TaskContext context) {
        return solve(weights, inputs, target, null, context);
    }

    /// Prunes by a mask that another rule chose, with the same updates of the weights that stay.
    Pruned update(Matrix weights, InputStatistics inputs, Mask mask, TaskContext context) {
        return solve(weights, inputs, Target.of(0.5), mask, context);
    }

    private Pruned solve(
            Matrix weights, InputStatistics inputs, Target target, @Nullable Mask given, TaskContext context) {
        int rows = weights.rows();
        int columns = weights.columns();
        float[] w = weights.values().clone();
        for (int j : inputs.deadInputs()) {
            for (int row = 0; row < rows; row++) {
                w[row * columns + j] = 0;
            }
        }
        InverseFactor factor = inputs.inverseFactor(damping, context);
        Mask mask = given == null ? new Mask(rows, columns) : given;
        double squares = 0;
        try (var errors = new LinearAlgebra.GrowingColumns(rows, columns)) {
            for (int start = 0; start < columns; start += block) {
                context.checkCancelled();
                int width = Math.min(columns, start + block) - start;
                Sweep sweep = new Sweep(factor.upper().square(start, width), columns, start, width);
                double[] values =
                        sweep.corrected(w, rows, errors.times(factor.upper().panel(start, start, width), width));
                if (given == null && !target.pattern().grouped()) {
                    sweep.choose(values, target, mask);
                }
                Pattern groups = given == null && target.pattern().grouped() ? target.pattern() : Pattern.UNSTRUCTURED;
                float[] lost = sweep.rows(values, rows, groups, mask);
                for (float error : lost) {
                    squares += (double) error * error;
                }
                errors.append(lost, width);
                sweep.store(values, w, rows, mask);
            }
        }
        Matrix solved = new Matrix(rows, columns, w);
        double change = squares - factor.added() * squaredChange(weights, solved, inputs.deadInputs());
        return Pruned.solved(weights, solved, mask, inputs, Math.max(0, change), factor.damping());
    }

    /// The squared errors add up to the quadratic form of the change with the damped moments: this is what the
    /// damping has to do with it. Weights on dead inputs change nothing.
    private static double squaredChange(Matrix dense, Matrix solved, int[] dead) {
        double sum = 0;
        for (int i = 0; i < dense.values().length; i++) {
            double change = (double) solved.values()[i] - dense.values()[i];
            sum += change * change;
        }
        for (int j : dead) {
            for (int row = 0; row < dense.rows(); row++) {
                double change = (double) solved.at(row, j) - dense.at(row, j);
                sum -= change * change;
            }
        }
        return sum;
    }

    /// One block of columns.
    private static final class Sweep {

        private final double[] upper; // (width, width)
        private final int columns;
        private final int start;
        private final int width;

        Sweep(double[] upper, int columns, int start, int width) {
            this.upper = upper;
            this.columns = columns;
            this.start = start;
            this.width = width;
        }

        /// The block's weights (rows, width) after what earlier blocks took away.
        double[] corrected(float[] w, int rows, float[] correction) {
            double[] values = new double[rows * width];
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < width; j++) {
                    int at = row * width + j;
                    values[at] = (double) w[row * columns + start + j] - correction[at];
                }
            }
            return values;
        }

        /// @param column in the block
        double score(double weight, int column) {
            double pivot = upper[column * width + column];
            return weight * weight / (pivot * pivot);
        }

        /// One threshold for the block, all rows together.
        void choose(double[] values, Target target, Mask mask) {
            double[] scores = new double[values.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = score(values[i], i % width);
            }
            int rows = values.length / width;
            int k = target.of(scores.length, (long) start * rows, (long) columns * rows);
            Selection.smallest(
                    scores,
                    scores.length,
                    k,
                    target.ties(),
                    new double[scores.length],
                    mask,
                    place -> place / width * columns + start + place % width);
        }

        /// Goes through the block's columns, row by row; returns the errors (rows, width).
        float[] rows(double[] values, int rows, Pattern pattern, Mask mask) {
            float[] errors = new float[rows * width];
            IntStream.range(0, (rows + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
                    .parallel()
                    .forEach(part -> {
                        double[] scores = new double[pattern.group()];
                        for (int row = part * ROWS_AT_ONCE; row < Math.min(rows, (part + 1) * ROWS_AT_ONCE); row++) {
                            row(row, values, pattern, scores, mask, errors);
                        }
                    });
            return errors;
        }

        private void row(int row, double[] values, Pattern pattern, double[] scores, Mask mask, float[] errors) {
            int at = row * width;
            int index = row * columns + start;
            for (int j = 0; j < width; j++) {
                if (pattern.grouped() && j % pattern.group() == 0) {
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = score(values[at + j + i], j + i);
                    }
                    Selection.groups(scores, scores.length, pattern, mask, index + j);
                }
                if (!mask.pruned(index + j)) {
                    continue;
                }
                int line = j * width;
                double error = values[at + j] / upper[line + j];
                errors[at + j] = (float) error;
                for (int i = j + 1; i < width; i++) {
                    values[at + i] -= error * upper[line + i];
                }
                values[at + j] = 0;
            }
        }

        void store(double[] values, float[] w, int rows, Mask mask) {
            for (int row = 0; row < rows; row++) {
                int index = row * columns + start;
                for (int j = 0; j < width; j++) {
                    w[index + j] = mask.pruned(index + j) ? 0f : (float) values[row * width + j];
                }
            }
        }
    }
}

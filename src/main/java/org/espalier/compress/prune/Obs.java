package org.espalier.compress.prune;

import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.tensor.GrowingColumns;
import org.espalier.tensor.UpperTriangle;
import org.espalier.tensor.kernel.Product64;
import org.jspecify.annotations.Nullable;

/// Optimal Brain Surgeon over whole layers as SparseGPT does it (Frantar and Alistarh 2023, Algorithm 1):
/// weights go whose loss is smallest, and those to their right make up for them.
///
/// Columns are taken from left to right in blocks. A block's mask is chosen at its start for all rows together
/// from `w^2 / U_jj^2`, where U is the upper Cholesky factor of the inverse Hessian; then each row finishes its
/// block on its own.
///
/// U is never formed whole. With `H = R R^T` and d the change of the columns before a block b, the loss left is
/// smallest where b's weights change so that `d R_b + d_b R_bb = 0`: its weights become `w + (d R_b) U_bb` with
/// `U_bb = R_bb^-1`. That is one matrix product for all that came before, and it takes the weights as they were
/// stored, with their rounding.
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
        DampedFactor factor = inputs.factor(damping, context);
        Mask mask = given == null ? new Mask(rows, columns) : given;
        GrowingColumns changes = new GrowingColumns(rows);
        double squares = 0;
        for (int start = 0; start < columns; start += block) {
            context.checkCancelled();
            int width = Math.min(columns, start + block) - start;
            Sweep sweep = new Sweep(factor.upper().square(start, width), w, columns, start, width);
            sweep.correct(changes.times(factor.upper().panel(start, start, width), width));
            if (given == null && !target.pattern().grouped()) {
                sweep.choose(target, mask);
            }
            Pattern groups = given == null && target.pattern().grouped() ? target.pattern() : Pattern.UNSTRUCTURED;
            squares += sweep.rows(groups, mask);
            changes.append(sweep.store(mask));
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

    private interface Rows {
        void run(int from, int to);
    }

    private static void rows(int count, Rows body) {
        IntStream.range(0, (count + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
                .parallel()
                .forEach(part -> body.run(part * ROWS_AT_ONCE, Math.min(count, (part + 1) * ROWS_AT_ONCE)));
    }

    /// One block of columns.
    private static final class Sweep {

        private final double[] upper; // U_bb, (width, width)
        private final float[] w; // (rows, columns)
        private final int rows;
        private final int columns;
        private final int start;
        private final int width;
        private final int stride;
        private final double[] values; // of the block, (rows, width), a row every stride

        /// @param square R_bb
        Sweep(double[] square, float[] w, int columns, int start, int width) {
            this.upper = UpperTriangle.inverse(square, width);
            this.w = w;
            this.rows = w.length / columns;
            this.columns = columns;
            this.start = start;
            this.width = width;
            this.stride = Product64.padded(width);
            this.values = new double[rows * stride];
        }

        /// Sets the block's weights to what the columns before make of them.
        ///
        /// @param pull (rows, width), `d R_b`
        void correct(float[] pull) {
            Product64 product = Product64.fastest();
            double[] right = Product64.pack(upper, 0, width, 1, width, width);
            Obs.rows(rows, (from, to) -> {
                double[] left = new double[(to - from) * width];
                for (int i = 0; i < left.length; i++) {
                    left[i] = pull[from * width + i];
                }
                for (int row = from; row < to; row++) {
                    for (int j = 0; j < width; j++) {
                        values[row * stride + j] = w[row * columns + start + j];
                    }
                }
                product.add(left, 0, width, to - from, right, width, values, from * stride, stride);
            });
        }

        /// @param column in the block
        double score(double weight, int column) {
            double pivot = upper[column * width + column];
            return weight * weight / (pivot * pivot);
        }

        /// One threshold for the block, all rows together.
        void choose(Target target, Mask mask) {
            double[] scores = new double[rows * width];
            Obs.rows(rows, (from, to) -> {
                for (int row = from; row < to; row++) {
                    for (int j = 0; j < width; j++) {
                        scores[row * width + j] = score(values[row * stride + j], j);
                    }
                }
            });
            int k = target.of(scores.length, (long) start * rows, (long) columns * rows);
            Selection.smallest(
                    scores,
                    scores.length,
                    k,
                    target.ties(),
                    new Rank(),
                    mask,
                    new Selection.Places(start, width, columns));
        }

        /// Goes through the block's columns, row by row; returns the sum of the squared errors.
        double rows(Pattern pattern, Mask mask) {
            double[] squares = new double[rows];
            Obs.rows(rows, (from, to) -> {
                double[] scores = new double[pattern.group()];
                for (int row = from; row < to; row++) {
                    squares[row] = row(row, pattern, scores, mask);
                }
            });
            double sum = 0;
            for (double square : squares) {
                sum += square;
            }
            return sum;
        }

        private double row(int row, Pattern pattern, double[] scores, Mask mask) {
            int at = row * stride;
            int index = row * columns + start;
            double squares = 0;
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
                squares += error * error;
                for (int i = j + 1; i < width; i++) {
                    values[at + i] -= error * upper[line + i];
                }
                values[at + j] = 0;
            }
            return squares;
        }

        /// Stores the block's weights; returns what they lost, (rows, width).
        float[] store(Mask mask) {
            float[] changes = new float[rows * width];
            Obs.rows(rows, (from, to) -> {
                for (int row = from; row < to; row++) {
                    int index = row * columns + start;
                    for (int j = 0; j < width; j++) {
                        float stored = mask.pruned(index + j) ? 0f : (float) values[row * stride + j];
                        changes[row * width + j] = w[index + j] - stored;
                        w[index + j] = stored;
                    }
                }
            });
            return changes;
        }
    }
}

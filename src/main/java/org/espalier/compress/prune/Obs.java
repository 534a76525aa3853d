package org.espalier.compress.prune;

import org.espalier.task.TaskContext;
import org.espalier.tensor.Parts;

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

    private static final int ROWS_AT_ONCE = 64; // whose change one thread sums at a time

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
        int rows = weights.rows();
        int columns = weights.columns();
        float[] w = weights.values().clone();
        for (int j : inputs.deadInputs()) {
            for (int row = 0; row < rows; row++) {
                w[row * columns + j] = 0;
            }
        }
        DampedFactor factor = inputs.factor(damping, context);
        Mask mask = new Mask(rows, columns);
        boolean grouped = target.pattern().grouped();
        ObsSweep sweep = new ObsSweep(w, rows, columns, Math.min(block, columns));
        double squares = 0;
        for (int start = 0; start < columns; start += block) {
            context.checkCancelled();
            int width = Math.min(columns, start + block) - start;
            sweep.take(factor.upper(), start, width);
            if (!grouped) {
                sweep.choose(target, mask);
            }
            squares += sweep.settle(grouped ? target.pattern() : Pattern.UNSTRUCTURED, mask);
        }
        Matrix solved = new Matrix(rows, columns, w);
        double change = squares - factor.added() * squaredChange(weights, solved, inputs.deadInputs());
        return Pruned.solved(weights, solved, mask, inputs, Math.max(0, change), factor.damping());
    }

    /// The squared errors add up to the quadratic form of the change with the damped moments: this is what the
    /// damping has to do with it. Weights on dead inputs change nothing.
    private static double squaredChange(Matrix dense, Matrix solved, int[] dead) {
        double[] sums = new double[dense.rows()];
        Parts.of(sums.length, ROWS_AT_ONCE, (from, to) -> {
            for (int row = from; row < to; row++) {
                double sum = 0;
                for (int i = row * dense.columns(); i < (row + 1) * dense.columns(); i++) {
                    double change = (double) solved.values()[i] - dense.values()[i];
                    sum += change * change;
                }
                sums[row] = sum;
            }
        });
        double sum = 0;
        for (double row : sums) {
            sum += row;
        }
        for (int j : dead) {
            for (int row = 0; row < dense.rows(); row++) {
                double change = (double) solved.at(row, j) - dense.at(row, j);
                sum -= change * change;
            }
        }
        return sum;
    }
}

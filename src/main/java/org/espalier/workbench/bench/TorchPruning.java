package org.espalier.workbench.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.espalier.compress.prune.Matrix;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Gram;

/// The anchors of `bench prune`: Wanda and SparseGPT operation by operation as their published Python does them, on the
/// same PyTorch (Sun et al. 2023, `lib/prune.py`; Frantar and Alistarh 2023, `sparsegpt.py`).
///
/// An operation is called from Java instead of from Python, which costs about as much.
final class TorchPruning implements AutoCloseable {

    private static final int BLOCK = 128;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    /// Zeroes the half of each row with the smallest |w| times norm: a sort of every row, and a scatter.
    ///
    /// @param squares of the inputs' columns
    /// @param result gets the new weights, row-major
    /// @return seconds
    double wanda(Matrix weights, double[] squares, double sparsity, float[] result) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray w = array(scope, weights);
            float[] row = new float[squares.length];
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) squares[j];
            }
            NDArray scaler = scope.create(row, new Shape(1, row.length));
            long start = System.nanoTime();
            NDArray metric = w.abs().mul(scaler.sqrt());
            NDArray indices = metric.argSort(1).get(new NDIndex(":, 0:{}", (long) (row.length * sparsity)));
            NDArray pruned = w.scatter(indices, scope.zeros(indices.getShape()), 1);
            pruned.getFloat(0, 0);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.arraycopy(pruned.toFloatArray(), 0, result, 0, result.length);
            return seconds;
        }
    }

    /// SparseGPT from the second moments of the inputs.
    ///
    /// @param factorSeconds until the factor of the inverse was there
    /// @param sweepSeconds of the sweep over columns in blocks of 128
    record Taken(double factorSeconds, double sweepSeconds) {

        double seconds() {
            return factorSeconds + sweepSeconds;
        }
    }

    /// Factors and sweeps.
    ///
    /// @param products the sum of x x^T, (columns, columns)
    /// @param added to its diagonal
    /// @param result gets the new weights, row-major
    Taken sparseGpt(Matrix weights, Gram products, double added, double sparsity, float[] result, TaskContext context) {
        int columns = weights.columns();
        try (NDManager scope = manager.newSubManager()) {
            NDArray w = array(scope, weights);
            NDArray u = damped(scope, products, added);
            double factorSeconds = TorchFactor.loaded().upper(u);
            NDArray sums = scope.zeros(new Shape(weights.rows())); // its losses, of each row
            long start = System.nanoTime();
            for (int from = 0; from < columns; from += BLOCK) {
                context.checkCancelled();
                context.progress(from, columns);
                block(w, u, sums, from, Math.min(columns, from + BLOCK), sparsity);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.arraycopy(w.toFloatArray(), 0, result, 0, result.length);
            return new Taken(factorSeconds, seconds);
        }
    }

    private static NDArray damped(NDManager scope, Gram products, double added) {
        int n = products.size();
        NDArray matrix = scope.create(new Shape(n, n));
        FloatBuffer values = matrix.toByteBuffer(true).asFloatBuffer();
        double[] row = new double[n];
        for (int i = 0; i < n; i++) {
            products.row(i, 0, row);
            row[i] += added;
            for (int j = 0; j < n; j++) {
                values.put(i * n + j, (float) row[j]);
            }
        }
        return matrix;
    }

    private void block(NDArray w, NDArray u, NDArray sums, int from, int to, double sparsity) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray w1 = take(scope, w, new NDIndex(":, {}:{}", from, to)).duplicate();
            NDArray u1 = take(scope, u, new NDIndex("{}:{}, {}:{}", from, to, from, to));
            w1.attach(scope);
            int count = to - from;
            float[] diagonal = new float[count];
            for (int i = 0; i < count; i++) {
                diagonal[i] = u1.getFloat(i, i);
            }
            NDArray d = scope.create(diagonal, new Shape(1, count));
            NDArray scores = w1.square().div(d.square());
            NDArray threshold =
                    scores.flatten().sort().get((long) (scores.getShape().size() * sparsity));
            NDArray kept = scores.gt(threshold).toType(w1.getDataType(), false);
            NDArray q1 = w1.zerosLike();
            NDArray errors = w1.zerosLike();
            NDArray losses = w1.zerosLike();
            for (int i = 0; i < count; i++) {
                try (NDManager step = scope.newSubManager()) {
                    NDArray column = take(step, w1, new NDIndex(":, {}", i));
                    NDArray q = column.mul(take(step, kept, new NDIndex(":, {}", i)));
                    q1.set(new NDIndex(":, {}", i), q);
                    losses.set(new NDIndex(":, {}", i), column.sub(q).square().div(diagonal[i] * diagonal[i]));
                    NDArray error = column.sub(q).div(diagonal[i]);
                    NDArray row = take(step, u1, new NDIndex("{}, {}:", i, i));
                    take(step, w1, new NDIndex(":, {}:", i))
                            .subi(error.expandDims(1).matMul(row.expandDims(0)));
                    errors.set(new NDIndex(":, {}", i), error);
                }
            }
            w.set(new NDIndex(":, {}:{}", from, to), q1);
            sums.addi(losses.sum(new int[] {1}).div(2));
            if (to < w.getShape().get(1)) {
                take(scope, w, new NDIndex(":, {}:", to))
                        .subi(errors.matMul(take(scope, u, new NDIndex("{}:{}, {}:", from, to, to))));
            }
        }
    }

    private static NDArray take(NDManager scope, NDArray from, NDIndex index) {
        NDArray part = from.get(index);
        part.attach(scope);
        return part;
    }

    private static NDArray array(NDManager scope, Matrix weights) {
        return scope.create(weights.values(), new Shape(weights.rows(), weights.columns()));
    }

    @Override
    public void close() {
        manager.close();
    }
}

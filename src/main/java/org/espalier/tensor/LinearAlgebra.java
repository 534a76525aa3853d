package org.espalier.tensor;

import java.util.Optional;
import org.nd4j.linalg.api.blas.BlasException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/// Dense linear algebra on the native library behind ND4J. The first call loads it, which takes a second or two.
public final class LinearAlgebra {

    private static final int SMALL = 64;
    private static final int STRIPE = 256;

    private LinearAlgebra() {}

    /// The upper triangular U with `U^T U = H^-1`, row-major, for a symmetric positive definite H.
    ///
    /// H reversed in both directions has a Cholesky factor L; L reversed is the upper triangular R with `H = R
    /// R^T`, so U is R's inverse. One factorisation and one triangular inverse: no full inverse, no second
    /// factorisation.
    ///
    /// @param matrix (n, n), row-major
    /// @return empty if the matrix is not numerically positive definite
    public static Optional<double[]> inverseFactor(double[] matrix, int n) {
        double[] reversed = new double[n * n];
        for (int i = 0, last = n * n - 1; i <= last; i++) {
            reversed[i] = matrix[last - i];
        }
        INDArray lower = Nd4j.create(reversed, new long[] {n, n}, 'f');
        try {
            Nd4j.getBlasWrapper().lapack().potrf(lower, true);
        } catch (BlasException e) {
            return Optional.empty();
        }
        invertLower(lower, 0, n);
        double[] columnMajor = lower.data().asDouble();
        lower.close();
        double[] upper = new double[n * n];
        for (int row = 0; row < n; row++) {
            for (int column = row; column < n; column++) {
                double value = columnMajor[(n - 1 - row) + (n - 1 - column) * n];
                if (!Double.isFinite(value)) {
                    return Optional.empty();
                }
                upper[row * n + column] = value;
            }
        }
        return Optional.of(upper);
    }

    /// Inverts the lower triangular block [from, to) in place: halves first, then `-C^-1 B A^-1` below the
    /// diagonal.
    private static void invertLower(INDArray lower, int from, int to) {
        int n = to - from;
        if (n <= SMALL) {
            INDArray block = lower.get(NDArrayIndex.interval(from, to), NDArrayIndex.interval(from, to));
            block.assign(Nd4j.create(invertSmall(block.dup('c').data().asDouble(), n), new long[] {n, n}, 'c'));
            return;
        }
        int middle = from + n / 2;
        invertLower(lower, from, middle);
        invertLower(lower, middle, to);
        INDArray a = lower.get(NDArrayIndex.interval(from, middle), NDArrayIndex.interval(from, middle));
        INDArray b = lower.get(NDArrayIndex.interval(middle, to), NDArrayIndex.interval(from, middle));
        INDArray c = lower.get(NDArrayIndex.interval(middle, to), NDArrayIndex.interval(middle, to));
        b.assign(c.mmul(b).mmul(a).negi());
    }

    private static double[] invertSmall(double[] lower, int n) {
        double[] inverse = new double[n * n];
        for (int column = 0; column < n; column++) {
            for (int row = column; row < n; row++) {
                double sum = row == column ? 1 : 0;
                for (int k = column; k < row; k++) {
                    sum -= lower[row * n + k] * inverse[k * n + column];
                }
                inverse[row * n + column] = sum / lower[row * n + row];
            }
        }
        return inverse;
    }

    /// trace(W G W^T).
    ///
    /// @param weights (rows, n), row-major
    /// @param gram (n, n), symmetric
    public static double quadratic(float[] weights, int rows, double[] gram, int n) {
        double sum = 0;
        INDArray g = Nd4j.create(gram, new long[] {n, n}, 'f');
        for (int start = 0; start < rows; start += STRIPE) {
            int count = Math.min(STRIPE, rows - start);
            double[] stripe = new double[count * n];
            for (int i = 0; i < stripe.length; i++) {
                stripe[i] = weights[start * n + i];
            }
            INDArray w = Nd4j.create(stripe, new long[] {count, n}, 'c');
            INDArray product = w.mmul(g);
            sum += product.muli(w).sumNumber().doubleValue();
            product.close();
            w.close();
        }
        g.close();
        return sum;
    }

    /// The columns of a matrix that grows from left to right, kept where the native library can multiply them.
    public static final class GrowingColumns implements AutoCloseable {

        private final INDArray columns; // (rows, capacity), column-major
        private final int rows;
        private int filled;

        /// No columns yet.
        public GrowingColumns(int rows, int capacity) {
            this.columns = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, capacity}, 'f');
            this.rows = rows;
        }

        /// Appends columns.
        ///
        /// @param values (rows, count), row-major
        public void append(float[] values, int count) {
            INDArray block = Nd4j.create(values, new long[] {rows, count}, 'c');
            columns.get(NDArrayIndex.all(), NDArrayIndex.interval(filled, filled + count))
                    .assign(block);
            block.close();
            filled += count;
        }

        /// The columns so far times `right`.
        ///
        /// @param right (columns so far, count), row-major
        /// @return (rows, count), row-major; zeros if there are no columns yet
        public float[] times(float[] right, int count) {
            if (filled == 0) {
                return new float[rows * count];
            }
            INDArray left = columns.get(NDArrayIndex.all(), NDArrayIndex.interval(0, filled));
            INDArray b = Nd4j.create(right, new long[] {filled, count}, 'c');
            INDArray product = left.mmul(b);
            float[] result = product.dup('c').data().asFloat();
            product.close();
            b.close();
            return result;
        }

        @Override
        public void close() {
            columns.close();
        }
    }
}

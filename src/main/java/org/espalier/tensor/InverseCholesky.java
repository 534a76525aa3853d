package org.espalier.tensor;

import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.blas.BlasException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/// The upper triangular U with `U^T U = H^-1` of a symmetric positive definite H, kept outside the Java heap.
///
/// H reversed in both directions has a Cholesky factor L; L reversed is the upper triangular R with `H = R R^T`, so
/// U is R's inverse. One factorisation and one triangular inverse in place: no full inverse, no second
/// factorisation, 8 bytes times n squared and, while it is made, half of that again.
public final class InverseCholesky implements AutoCloseable {

    private static final int SMALL = 64;

    static {
        NativeLibrary.prepare();
    }

    private final INDArray lower; // the inverse of L, column-major
    private final int n;

    private InverseCholesky(INDArray lower, int n) {
        this.lower = lower;
        this.n = n;
    }

    /// Factors a matrix whose diagonal is given apart.
    ///
    /// @param matrix only read
    /// @param diagonal what stands at (j, j) in its place
    /// @return empty if the matrix is not numerically positive definite
    public static Optional<InverseCholesky> of(Gram matrix, IntToDoubleFunction diagonal) {
        int n = matrix.size();
        INDArray lower = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {n, n}, 'f');
        double[] line = new double[n];
        for (int column = 0; column < n; column++) {
            int source = n - 1 - column;
            matrix.row(source, line);
            reverse(line, n);
            line[column] = diagonal.applyAsDouble(source);
            pointer(lower, (long) column * n).put(line, 0, n);
        }
        try {
            Nd4j.getBlasWrapper().lapack().potrf(lower, true);
        } catch (BlasException e) {
            lower.close();
            return Optional.empty();
        }
        invert(lower, 0, n);
        InverseCholesky factor = new InverseCholesky(lower, n);
        for (int j = 0; j < n; j++) {
            double pivot = factor.square(j, 1)[0];
            if (!(pivot > 0) || !Double.isFinite(pivot)) {
                factor.close();
                return Optional.empty();
            }
        }
        return Optional.of(factor);
    }

    private static DoublePointer pointer(INDArray array, long at) {
        return new DoublePointer(array.data().pointer()).position(at);
    }

    /// Inverts the lower triangular block [from, to) in place: halves first, then `-C^-1 B A^-1` below the diagonal.
    /// What is above the diagonal was zeroed by the factorisation.
    private static void invert(INDArray lower, int from, int to) {
        int n = to - from;
        if (n <= SMALL) {
            INDArray block = lower.get(NDArrayIndex.interval(from, to), NDArrayIndex.interval(from, to));
            block.assign(Nd4j.create(invertSmall(block.dup('c').data().asDouble(), n), new long[] {n, n}, 'c'));
            return;
        }
        int middle = from + n / 2;
        invert(lower, from, middle);
        invert(lower, middle, to);
        INDArray a = lower.get(NDArrayIndex.interval(from, middle), NDArrayIndex.interval(from, middle));
        INDArray b = lower.get(NDArrayIndex.interval(middle, to), NDArrayIndex.interval(from, middle));
        INDArray c = lower.get(NDArrayIndex.interval(middle, to), NDArrayIndex.interval(middle, to));
        INDArray left = c.mmul(b);
        INDArray both = left.mmul(a);
        b.assign(both.negi());
        left.close();
        both.close();
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

    /// The size of the matrix.
    public int size() {
        return n;
    }

    /// The first `rows` rows of the columns from `start` on.
    ///
    /// @return (rows, width), row-major
    public float[] panel(int rows, int start, int width) {
        float[] panel = new float[rows * width];
        double[] column = new double[rows];
        for (int j = 0; j < width; j++) {
            read(start + j, 0, column, rows);
            for (int i = 0; i < rows; i++) {
                panel[i * width + j] = (float) column[i];
            }
        }
        return panel;
    }

    /// The square on the diagonal from `start` on.
    ///
    /// @return (width, width), row-major, zero below the diagonal
    public double[] square(int start, int width) {
        double[] square = new double[width * width];
        double[] column = new double[width];
        for (int j = 0; j < width; j++) {
            read(start + j, start, column, j + 1);
            for (int i = 0; i <= j; i++) {
                square[i * width + j] = column[i];
            }
        }
        return square;
    }

    /// The diagonal of `H^-1`, which is that of `U^T U`.
    public double[] inverseDiagonal() {
        double[] diagonal = new double[n];
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            read(j, 0, column, j + 1);
            for (int i = 0; i <= j; i++) {
                diagonal[j] += column[i] * column[i];
            }
        }
        return diagonal;
    }

    /// `count` values of a column of U, from row `from` down.
    private void read(int column, int from, double[] out, int count) {
        long end = (long) n * n - 1 - ((long) column * n + from);
        pointer(lower, end - count + 1).get(out, 0, count);
        reverse(out, count);
    }

    private static void reverse(double[] values, int count) {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            double swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    @Override
    public void close() {
        lower.close();
    }
}

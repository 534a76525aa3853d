package org.espalier.compress.prune;

import java.util.Arrays;
import org.espalier.tensor.UpperTriangle;

/// Small dense linear algebra in double precision, laid out so that the compiler makes vectors of the inner loops:
/// below a few hundred columns it beats the way into a native library and back, and always rounds alike.
final class Triangles {

    private Triangles() {}

    /// The upper triangular U with `U^T U = H^-1`; empty if H is not numerically positive definite.
    ///
    /// H with rows and columns reversed is `R^T R`. R reversed and transposed is the upper S with `H = S S^T`,
    /// and U is its inverse.
    ///
    /// @param matrix (n, n), symmetric
    static double[] inverseFactor(double[] matrix, int n) {
        double[] reversed = new double[n * n];
        for (int i = 0, last = n * n - 1; i <= last; i++) {
            reversed[i] = matrix[last - i];
        }
        if (!factor(reversed, n)) {
            return new double[0];
        }
        double[] s = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                s[i * n + j] = reversed[(n - 1 - j) * n + n - 1 - i];
            }
        }
        return UpperTriangle.inverse(s, n);
    }

    /// `a[line + j] -= factor * a[from + j]` for j in [start, end).
    private static void subtract(double[] a, int line, double factor, int from, int start, int end) {
        for (int j = start; j < end; j++) {
            a[line + j] -= factor * a[from + j];
        }
    }

    /// The upper triangle R of `a = R^T R`, in place; false if a pivot is not positive.
    private static boolean factor(double[] a, int n) {
        for (int k = 0; k < n; k++) {
            int line = k * n;
            double square = a[line + k];
            if (!(square > 0) || Double.isInfinite(square)) {
                return false;
            }
            double pivot = Math.sqrt(square);
            for (int j = k; j < n; j++) {
                a[line + j] /= pivot;
            }
            for (int i = k + 1; i < n; i++) {
                subtract(a, i * n, a[line + i], line, i, n);
            }
        }
        return true;
    }

    /// Solves `a x = b` in place for a positive definite matrix whose upper triangle is given; false if it is not.
    ///
    /// @param a (n, n), destroyed
    /// @param x b before, x after
    static boolean solve(double[] a, double[] x, int n) {
        if (!factor(a, n)) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            x[i] /= a[i * n + i];
            for (int j = i + 1; j < n; j++) {
                x[j] -= x[i] * a[i * n + j];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = x[i];
            for (int j = i + 1; j < n; j++) {
                sum -= a[i * n + j] * x[j];
            }
            x[i] = sum / a[i * n + i];
        }
        return true;
    }

    /// `a b` for a square b. Four rows share each read of b; every sum is formed in the same order as row by row.
    ///
    /// @param a (rows, n)
    /// @param b (n, n)
    static double[] product(double[] a, int rows, double[] b, int n) {
        double[] result = new double[rows * n];
        double[] four = new double[4 * n];
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            Arrays.fill(four, 0);
            for (int k = 0; k < n; k++) {
                int at = row * n + k;
                addTo(four, n, b, k * n, a[at], a[at + n], a[at + 2 * n], a[at + 3 * n]);
            }
            System.arraycopy(four, 0, result, row * n, 4 * n);
        }
        for (; row < rows; row++) {
            for (int k = 0; k < n; k++) {
                subtract(result, row * n, -a[row * n + k], b, k * n, n);
            }
        }
        return result;
    }

    private static void subtract(double[] a, int line, double factor, double[] b, int from, int n) {
        for (int j = 0; j < n; j++) {
            a[line + j] -= factor * b[from + j];
        }
    }

    private static void addTo(double[] four, int n, double[] b, int from, double f0, double f1, double f2, double f3) {
        int second = 2 * n;
        int third = 3 * n;
        for (int j = 0; j < n; j++) {
            double value = b[from + j];
            four[j] += f0 * value;
            four[n + j] += f1 * value;
            four[second + j] += f2 * value;
            four[third + j] += f3 * value;
        }
    }

    /// The transpose of a square matrix.
    static double[] transposed(double[] matrix, int n) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                result[j * n + i] = matrix[i * n + j];
            }
        }
        return result;
    }
}

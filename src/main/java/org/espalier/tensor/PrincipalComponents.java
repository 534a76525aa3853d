package org.espalier.tensor;

import java.util.Comparator;
import java.util.stream.IntStream;

/// The principal components of centred rows, by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5).
///
/// In plain Java on purpose: a training calls it once, and the linear algebra library would leave its threads spinning
/// beside the engine's for the rest of the process.
///
/// @param values variances, largest first
/// @param vectors one unit vector a component, in the same order
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record PrincipalComponents(double[] values, double[][] vectors) {

    private static final int SWEEPS = 30;
    private static final double DONE = 1e-10;

    /// Decomposes the covariance of rows whose columns have mean zero.
    ///
    /// @param rows (count, n), row-major
    public static PrincipalComponents of(float[] rows, int count, int n) {
        double[][] matrix = covariance(rows, count, n);
        double[][] vectors = new double[n][n]; // row k is the vector of diagonal entry k
        double trace = 0;
        for (int i = 0; i < n; i++) {
            vectors[i][i] = 1;
            trace += matrix[i][i];
        }
        double small = DONE * trace / n;
        for (int sweep = 0; sweep < SWEEPS && largestOffDiagonal(matrix) > small; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(matrix[p][q]) > small) {
                        rotate(matrix, vectors, p, q);
                    }
                }
            }
        }
        return sorted(matrix, vectors);
    }

    private static double[][] covariance(float[] rows, int count, int n) {
        double[][] matrix = new double[n][n];
        for (int r = 0; r < count; r++) {
            int at = r * n;
            for (int i = 0; i < n; i++) {
                double x = rows[at + i];
                double[] line = matrix[i];
                for (int j = i; j < n; j++) {
                    line[j] += x * rows[at + j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                matrix[i][j] /= count;
                matrix[j][i] = matrix[i][j];
            }
        }
        return matrix;
    }

    private static double largestOffDiagonal(double[][] matrix) {
        double largest = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = i + 1; j < matrix.length; j++) {
                largest = Math.max(largest, Math.abs(matrix[i][j]));
            }
        }
        return largest;
    }

    /// Makes entry (p, q) zero; rows and columns p and q of the symmetric matrix change.
    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        turn(matrix[p], matrix[q], cosine, sine);
        for (double[] line : matrix) {
            double a = line[p];
            double b = line[q];
            line[p] = cosine * a - sine * b;
            line[q] = sine * a + cosine * b;
        }
        turn(vectors[p], vectors[q], cosine, sine);
    }

    private static void turn(double[] first, double[] second, double cosine, double sine) {
        for (int k = 0; k < first.length; k++) {
            double a = first[k];
            double b = second[k];
            first[k] = cosine * a - sine * b;
            second[k] = sine * a + cosine * b;
        }
    }

    private static PrincipalComponents sorted(double[][] matrix, double[][] vectors) {
        int[] order = IntStream.range(0, matrix.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -matrix[k][k]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[order.length];
        double[][] components = new double[order.length][];
        for (int k = 0; k < order.length; k++) {
            values[k] = Math.max(0, matrix[order[k]][order[k]]);
            components[k] = vectors[order[k]];
        }
        return new PrincipalComponents(values, components);
    }
}

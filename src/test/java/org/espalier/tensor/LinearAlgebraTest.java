package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

    /// A A^T + I, which no rounding makes indefinite.
    private static double[] positive(int n, long seed) {
        Random random = new Random(seed);
        double[] a = new double[n * n];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextGaussian();
        }
        double[] h = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    h[i * n + j] += a[i * n + k] * a[j * n + k];
                }
            }
            h[i * n + i] += 1;
        }
        return h;
    }

    private static Optional<double[]> upper(double[] h, int n) {
        return InverseCholesky.of(Gram.of(h, n), j -> h[j * n + j]).map(factor -> {
            double[] u = factor.square(0, n);
            float[] panel = factor.panel(n, 0, n);
            double[] diagonal = factor.inverseDiagonal();
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += u[i * n + j] * u[i * n + j];
                    assertEquals((float) u[i * n + j], panel[i * n + j]);
                }
                assertEquals(sum, diagonal[j], 1e-12 * sum);
            }
            factor.close();
            return u;
        });
    }

    @Test
    void theInverseFactorTimesTheMatrixIsTheIdentity() {
        for (int n : new int[] {1, 2, 63, 64, 65, 150}) {
            double[] h = positive(n, n);
            double[] u = upper(h, n).orElseThrow();
            double[] inverse = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertTrue(j >= i || u[i * n + j] == 0, "upper triangular");
                    for (int k = 0; k < n; k++) {
                        inverse[i * n + j] += u[k * n + i] * u[k * n + j];
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += inverse[i * n + k] * h[k * n + j];
                    }
                    assertEquals(i == j ? 1 : 0, sum, 1e-8, n + ": " + i + "," + j);
                }
            }
        }
    }

    @Test
    void anIndefiniteMatrixHasNoFactor() {
        assertTrue(upper(new double[] {1, 2, 2, 1}, 2).isEmpty());
        assertTrue(upper(new double[] {Double.NaN}, 1).isEmpty());
    }

    @Test
    void theQuadraticFormIsTheSquaredSizeOfTheProducts() {
        float[] w = {1, 2, 3, -1, 0, 1};
        double[] gram = {2, 0, 1, 0, 3, 0, 1, 0, 4};
        assertEquals(2 + 12 + 36 + 6 + (2 + 4 - 2), LinearAlgebra.quadratic(w, 2, Gram.of(gram, 3)), 1e-12);
    }

    @Test
    void growingColumnsMultiplyWhatIsThere() {
        try (var columns = new LinearAlgebra.GrowingColumns(2, 3)) {
            assertArrayEquals(new float[] {0, 0}, columns.times(new float[0], 1));
            columns.append(new float[] {1, 2, 3, 4}, 2);
            assertArrayEquals(new float[] {3, 7}, columns.times(new float[] {1, 1}, 1));
            columns.append(new float[] {5, 6}, 1);
            assertArrayEquals(new float[] {8, 13}, columns.times(new float[] {1, 1, 1}, 1));
        }
    }
}

package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CholeskyTest {

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

    private static Optional<UpperTriangle> factor(double[] h, int n) {
        return Cholesky.factor(Gram.of(h, n), j -> h[j * n + j]);
    }

    @Test
    void theFactorTimesItsTransposeIsTheMatrix() {
        for (int n : new int[] {1, 2, 63, 128, 129, 300}) {
            double[] h = positive(n, n);
            double[] r = factor(h, n).orElseThrow().square(0, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertTrue(j >= i || r[i * n + j] == 0, "upper triangular");
                    double sum = 0;
                    for (int k = Math.max(i, j); k < n; k++) {
                        sum += r[i * n + k] * r[j * n + k];
                    }
                    assertEquals(h[i * n + j], sum, 1e-12 * n * h[i * n + i], n + ": " + i + "," + j);
                }
            }
        }
    }

    @Test
    void aPanelIsTheUpperPartOfItsColumns() {
        UpperTriangle r = factor(positive(200, 3), 200).orElseThrow();
        double[] whole = r.square(0, 200);
        float[] panel = r.panel(110, 100, 50);
        for (int i = 0; i < 110; i++) {
            for (int j = 0; j < 50; j++) {
                assertEquals((float) whole[i * 200 + 100 + j], panel[i * 50 + j]);
            }
        }
    }

    @Test
    void everyWidthOfVectorsGivesTheSameBits() {
        int n = 260;
        double[] h = positive(n, 7);
        double[] first = new Cholesky(128)
                .upper(Gram.of(h, n), j -> h[j * n + j])
                .orElseThrow()
                .square(0, n);
        for (int bits : new int[] {256, 512}) {
            UpperTriangle r =
                    new Cholesky(bits).upper(Gram.of(h, n), j -> h[j * n + j]).orElseThrow();
            assertArrayEquals(first, r.square(0, n), bits + " bits");
        }
    }

    @Test
    void anIndefiniteMatrixHasNoFactor() {
        assertTrue(factor(new double[] {1, 2, 2, 1}, 2).isEmpty());
        assertTrue(factor(new double[] {Double.NaN}, 1).isEmpty());
        double[] late = positive(300, 1);
        late[0] = -1; // the last pivot that is looked at
        assertTrue(factor(late, 300).isEmpty());
    }

    @Test
    void aMatrixOfFloatsIsFactoredAsExactlyAsFloatsAre() {
        int n = 900;
        double[] h = positive(n, 11);
        ByteBuffer bytes = ByteBuffer.allocate(n * n * Float.BYTES).order(ByteOrder.nativeOrder());
        for (double value : h) {
            bytes.putFloat((float) value);
        }
        try (Gram floats = Gram.copy(bytes.flip(), n, false)) {
            double[] first = null;
            for (int bits : new int[] {128, 256, 512}) {
                double[] r = new Cholesky(bits)
                        .upper(floats, j -> h[j * n + j])
                        .orElseThrow()
                        .square(0, n);
                if (first != null) {
                    assertArrayEquals(first, r, bits + " bits");
                }
                first = r;
            }
            double[] r = java.util.Objects.requireNonNull(first);
            for (int i = 0; i < n; i += 7) {
                for (int j = i; j < n; j += 11) {
                    double sum = 0;
                    for (int k = j; k < n; k++) {
                        sum += r[i * n + k] * r[j * n + k];
                    }
                    assertEquals(h[i * n + j], sum, 1e-6 * Math.sqrt(h[i * n + i] * h[j * n + j]), i + "," + j);
                }
            }
        }
    }
}

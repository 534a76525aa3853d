package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Triangle64Test {

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void aProductWithATriangleIsThatWithItsSquareToTheBit(int bits) {
        Product64 product = Product64.of(bits);
        for (int n : new int[] {1, 16, 37, 128}) {
            double[] upper = new double[n * n];
            Random random = new Random(n);
            for (int i = 0; i < n; i++) {
                for (int j = i; j < n; j++) {
                    upper[i * n + j] = random.nextGaussian();
                }
            }
            check(Triangle64.upper(product, upper, n), Product64.pack(upper, 0, n, 1, n, n), n, random);
            check(Triangle64.transposed(product, upper, n), Product64.pack(upper, 0, 1, n, n, n), n, random);
        }
    }

    private static void check(Triangle64 triangle, double[] square, int n, Random random) {
        int rows = 13;
        int wide = Product64.padded(n);
        double[] left = random.doubles(3 + (long) rows * n, -1, 1).toArray();
        double[] out = random.doubles(5 + (long) rows * wide, -1, 1).toArray();
        double[] expected = out.clone();
        triangle.add(left, 3, n, rows, out, 5, wide);
        Product64.fastest().add(left, 3, n, rows, square, n, expected, 5, wide);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < n; j++) {
                int at = 5 + row * wide + j;
                assertEquals(expected[at], out[at], n + ": " + row + ", " + j);
            }
        }
    }
}

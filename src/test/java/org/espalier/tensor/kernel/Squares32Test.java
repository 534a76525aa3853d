package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Squares32Test {

    private static float[] floats(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double eightInTurn(float[] values, float[] others, int at, int count) {
        double[] sums = new double[8];
        for (int i = 0; i < count; i++) {
            double value = (double) values[at + i] - others[at + i];
            sums[i % 8] = Math.fma(value, value, sums[i % 8]);
        }
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void everyWidthAddsTheSameEightSums(int bits) {
        float[] values = floats(100, 1);
        float[] others = floats(100, 2);
        for (int count = 0; count <= 90; count++) {
            assertEquals(
                    eightInTurn(values, others, 3, count), Squares32.of(bits).ofDifference(values, others, 3, count));
            assertEquals(
                    eightInTurn(values, new float[100], 3, count),
                    Squares32.of(bits).of(values, 3, count));
        }
    }
}

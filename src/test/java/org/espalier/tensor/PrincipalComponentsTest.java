package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {

    @Test
    void theFirstComponentIsTheDirectionOfLargestVariance() {
        SplittableRandom random = new SplittableRandom(3);
        int count = 4000;
        float[] rows = new float[count * 3];
        for (int i = 0; i < count; i++) {
            double along = 3 * random.nextGaussian();
            rows[3 * i] = (float) (0.6 * along);
            rows[3 * i + 1] = (float) (0.8 * along);
            rows[3 * i + 2] = (float) (0.5 * random.nextGaussian());
        }
        PrincipalComponents eigen = PrincipalComponents.of(rows, count, 3);
        assertEquals(9, eigen.values()[0], 0.4);
        assertEquals(0.25, eigen.values()[1], 0.02);
        assertEquals(0, eigen.values()[2], 1e-5);
        double[] first = eigen.vectors()[0];
        assertEquals(0.6, Math.abs(first[0]), 0.01);
        assertEquals(0.8, Math.abs(first[1]), 0.01);
        assertEquals(0, first[2], 0.01);
    }
}

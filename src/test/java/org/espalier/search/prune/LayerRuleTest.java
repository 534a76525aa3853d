package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.compress.prune.Matrix;
import org.espalier.compress.prune.Moments;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// Wanda by rank on a layer whose mask was found by independent code.
class LayerRuleTest {

    private static final int OUTPUTS = 4;
    private static final int INPUTS = 8;

    private static Matrix weights() {
        float[] w = new float[OUTPUTS * INPUTS];
        for (int i = 0; i < w.length; i++) {
            int row = i / INPUTS;
            int column = i % INPUTS;
            w[i] = (float) Math.sin(1.7 * row + 0.9 * column + 0.3 * row * column + 0.5);
        }
        return new Matrix(OUTPUTS, INPUTS, w);
    }

    private static Moments moments() {
        double[] norms = {2.70884, 4.44078, 6.23795, 3.11594, 4.81662, 5.89856, 2.87017, 4.37559};
        double[] own = new double[INPUTS * INPUTS];
        for (int j = 0; j < INPUTS; j++) {
            own[j * INPUTS + j] = norms[j] * norms[j];
        }
        return Moments.alike(INPUTS, own);
    }

    private static String mask(int zeros) {
        Matrix pruned = LayerRule.wanda().prepare(moments()).prune(weights(), zeros, TaskContext.NONE);
        StringBuilder mask = new StringBuilder();
        for (int i = 0; i < OUTPUTS * INPUTS; i++) {
            boolean zero = pruned.values()[i] == 0;
            if (!zero) {
                assertEquals(weights().values()[i], pruned.values()[i]);
            }
            mask.append(i > 0 && i % INPUTS == 0 ? " " : "").append(zero ? '1' : '0');
        }
        return mask.toString();
    }

    @Test
    void halfOfEveryOutputGoesByWeightTimesInput() {
        assertEquals("10010011 11010010 10011010 10101010", mask(16));
    }

    @Test
    void zerosThatDoNotDivideGoToTheFirstOutputs() {
        String even = mask(16);
        String[] more = mask(18).split(" ", -1);
        String[] rows = even.split(" ", -1);
        for (int row = 0; row < OUTPUTS; row++) {
            int zeros = row < 2 ? 5 : 4;
            assertEquals(zeros, more[row].chars().filter(c -> c == '1').count());
            for (int j = 0; j < INPUTS; j++) {
                assertTrue(more[row].charAt(j) >= rows[row].charAt(j));
            }
        }
    }
}

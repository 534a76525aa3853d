package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// By its definition: each output loses its smallest scores up to the same share of their sum.
class WandaVariantTest {

    private static final int ROWS = 64;
    private static final int COLUMNS = 96;

    private static Matrix weights() {
        Random random = new Random(5);
        float[] w = new float[ROWS * COLUMNS];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) (random.nextGaussian() * (1 + i / COLUMNS % 3));
            w[i] = i / COLUMNS % 2 == 0 ? w[i] : w[i] * w[i];
        }
        return new Matrix(ROWS, COLUMNS, w);
    }

    private static float[] tokens() {
        Random random = new Random(6);
        float[] x = new float[40 * COLUMNS];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * (1 + i % 5));
        }
        return x;
    }

    @Test
    void everyOutputLosesTheSameShareOfItsScores() {
        Matrix w = weights();
        InputStatistics inputs = SummedInputs.of(tokens(), COLUMNS, false);
        double[] norms = inputs.norms(COLUMNS);
        for (double ratio : new double[] {0.3, 0.5, 0.6}) {
            Pruned pruned = new Wanda(true).prune(w, inputs, Target.of(ratio), TaskContext.NONE);
            assertEquals(ratio, pruned.mask().count() / (double) (ROWS * COLUMNS), 1.001e-3);
            double most = 0;
            double next = 1;
            int fewest = COLUMNS;
            int greatest = 0;
            for (int row = 0; row < ROWS; row++) {
                double[] scores = new double[COLUMNS];
                double gone = 0;
                double least = Double.POSITIVE_INFINITY;
                double largestGone = 0;
                int count = 0;
                for (int j = 0; j < COLUMNS; j++) {
                    scores[j] = Math.abs(w.at(row, j)) * norms[j];
                    if (pruned.mask().pruned(row, j)) {
                        gone += scores[j];
                        largestGone = Math.max(largestGone, scores[j]);
                        count++;
                        assertEquals(0f, pruned.weights().at(row, j));
                    } else {
                        least = Math.min(least, scores[j]);
                        assertEquals(w.at(row, j), pruned.weights().at(row, j));
                    }
                }
                assertTrue(largestGone <= least * (1 + 1e-6));
                double sum = Arrays.stream(scores).sum();
                most = Math.max(most, gone / sum);
                next = Math.min(next, (gone + least) / sum);
                fewest = Math.min(fewest, count);
                greatest = Math.max(greatest, count);
            }
            assertTrue(most <= next + 1e-6, most + " of one output, " + next + " of another");
            assertTrue(fewest < greatest);
        }
    }

    @Test
    void groupsAreThoseOfTheRuleItself() {
        InputStatistics inputs = SummedInputs.of(tokens(), COLUMNS, false);
        Target target = new Target(Pattern.TWO_OF_FOUR.ratio(), Pattern.TWO_OF_FOUR, TieRule.EXACT);
        assertArrayEquals(
                new Wanda()
                        .prune(weights(), inputs, target, TaskContext.NONE)
                        .weights()
                        .values(),
                new Wanda(true)
                        .prune(weights(), inputs, target, TaskContext.NONE)
                        .weights()
                        .values());
    }
}

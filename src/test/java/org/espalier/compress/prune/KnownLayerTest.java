package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// Each rule on a layer whose masks and errors were found by independent code in double precision.
class KnownLayerTest {

    private static final Matrix W = KnownLayer.weights();
    private static final float[] X = KnownLayer.tokens();
    private static final Target HALF = Target.of(0.5);
    private static final Target COMPAT = new Target(0.5, Pattern.UNSTRUCTURED, TieRule.COMPAT);
    private static final Target TWO_OF_FOUR =
            new Target(Pattern.TWO_OF_FOUR.ratio(), Pattern.TWO_OF_FOUR, TieRule.EXACT);

    private static Pruned prune(Criterion criterion, Target target) {
        return criterion.prune(W, KnownLayer.inputs(), target, TaskContext.NONE);
    }

    private static void check(Pruned pruned, String mask, int zeros, double error) {
        assertEquals(mask, pruned.mask().toString());
        assertEquals(zeros, pruned.mask().count());
        assertEquals(error, KnownLayer.outputError(W, pruned.weights(), X), 2e-5);
        assertEquals(error / 160.325716, pruned.outputError().orElseThrow(), 1e-6);
    }

    private static void checkSolved(Pruned pruned, double quadratic, double refit) {
        assertEquals(quadratic, KnownLayer.quadratic(W, pruned.weights(), X), 3e-5);
        assertEquals(refit, KnownLayer.outputError(W, KnownLayer.refit(W, pruned.mask(), X), X), 2e-5);
    }

    @Test
    void theLayerIsTheOneDescribed() {
        double[] means = KnownLayer.inputs().means();
        double[] variances = KnownLayer.inputs().variances();
        for (int j = 0; j < KnownLayer.INPUTS; j++) {
            double mean = 0;
            for (int t = 0; t < KnownLayer.TOKENS; t++) {
                mean += X[t * KnownLayer.INPUTS + j] / KnownLayer.TOKENS;
            }
            double variance = 0;
            for (int t = 0; t < KnownLayer.TOKENS; t++) {
                variance += Math.pow(X[t * KnownLayer.INPUTS + j] - mean, 2) / (KnownLayer.TOKENS - 1);
            }
            assertEquals(mean, means[j], 1e-9);
            assertEquals(variance, variances[j], 1e-9);
        }
        assertEquals(0.479426, W.at(0, 0), 1e-6);
        assertEquals(-0.604833, W.at(3, 7), 1e-6);
        assertEquals(0.724467, X[KnownLayer.INPUTS], 1e-6);
        double[] norms = {2.70884, 4.44078, 6.23795, 3.11594, 4.81662, 5.89856, 2.87017, 4.37559};
        assertArrayEquals(norms, KnownLayer.inputs().norms(8), 1e-5);
        assertEquals(160.325716, KnownLayer.inputs().energy(W.values(), 4), 1e-5);
        assertEquals(14.675668, 2 * KnownLayer.inputs().products().at(0, 0), 1e-5);
        assertEquals(20.364164, 2 * KnownLayer.inputs().products().at(0, 1), 1e-5);
    }

    @Test
    void magnitudePrunesOneMoreByTheCompatibleRule() {
        check(prune(new Magnitude(), COMPAT), "10010011 01011010 10101010 10101011", 17, 18.155909);
        assertEquals(16, prune(new Magnitude(), HALF).mask().count());
    }

    @Test
    void magnitudeKeepsTwoOfFour() {
        check(prune(new Magnitude(), TWO_OF_FOUR), "10010011 01011010 10101010 10101001", 16, 13.229818);
    }

    @Test
    void wandaPrunesHalfOfEachRow() {
        check(prune(new Wanda(), HALF), "10010011 11010010 10011010 10101010", 16, 9.910102);
    }

    @Test
    void wandaKeepsTwoOfFour() {
        check(prune(new Wanda(), TWO_OF_FOUR), "10010011 01011010 10011010 10101010", 16, 10.999470);
    }

    @Test
    void obsPrunesTheWholeLayerAsOneBlock() {
        Pruned pruned = prune(new Obs(), COMPAT);
        check(pruned, "10010010 11010010 11011010 10111010", 17, 7.754808);
        checkSolved(pruned, 18.027323, 6.209467);
    }

    @Test
    void obsPrunesInBlocksOfFour() {
        Pruned pruned = prune(new Obs(0.01, 4), COMPAT);
        check(pruned, "10011011 11011010 10011010 10101010", 18, 13.133455);
        checkSolved(pruned, 28.679475, 5.990281);
    }

    @Test
    void obsKeepsTwoOfFour() {
        Pruned pruned = prune(new Obs(), TWO_OF_FOUR);
        check(pruned, "10011010 01011010 10011010 10101010", 16, 8.717482);
        checkSolved(pruned, 19.488593, 5.553123);
        float[] row = {0, 1.092760f, .803303f, 0, 0, -1.648429f, 0, .461444f};
        assertArrayEquals(row, java.util.Arrays.copyOf(pruned.weights().values(), 8), 2e-6f);
    }

    @Test
    void obsPrunesExactlyHalfByTheExactRule() {
        assertEquals(16, prune(new Obs(), HALF).mask().count());
        assertEquals(16, prune(new Obs(0.01, 4), HALF).mask().count());
    }

    @Test
    void obsAgreesWithAComputationByHand() {
        float[] tokens = {1, 0, 1, 0, 1, 1, 1, 1, 0};
        Matrix row = new Matrix(1, 3, new float[] {0.5f, 1, -1});
        InputStatistics inputs = KnownLayer.statistics(tokens, 3);
        Target third = Target.of(0.34);
        Pruned pruned = new Obs().prune(row, inputs, third, TaskContext.NONE);
        assertEquals("100", pruned.mask().toString());
        assertArrayEquals(new float[] {0, 1.16556f, -.83444f}, pruned.weights().values(), 1e-5f);
        assertEquals(.33334, KnownLayer.outputError(row, pruned.weights(), tokens), 1e-5);
        assertEquals(.67887, KnownLayer.quadratic(row, pruned.weights(), tokens), 1e-5);
        Pruned masked = new Magnitude().prune(row, inputs, third, TaskContext.NONE);
        assertEquals(.5, KnownLayer.outputError(row, masked.weights(), tokens), 1e-6);
    }

    @Test
    void obsReportsNoMoreDampingThanAsked() {
        assertEquals(0.01, prune(new Obs(), HALF).damping());
        assertTrue(prune(new Wanda(), HALF).damping() == 0);
    }
}

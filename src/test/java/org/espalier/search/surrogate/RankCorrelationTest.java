package org.espalier.search.surrogate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void theOrderCountsAndNotTheSize() {
        assertEquals(1, RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {-9, 0, 5, 1e9}), 1e-12);
        assertEquals(-1, RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}), 1e-12);
        assertEquals(0, RankCorrelation.of(new double[] {1, 2, 3}, new double[] {7, 7, 7}));
        // 1 - 6 * (1 + 1 + 0 + 0) / (4 * 15)
        assertEquals(0.8, RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {2, 1, 3, 4}), 1e-12);
        // Two share the ranks 0 and 1: 0.5 each.
        assertEquals(Math.sqrt(0.75), RankCorrelation.of(new double[] {1, 2, 3}, new double[] {5, 5, 6}), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> RankCorrelation.of(new double[2], new double[3]));
    }

    @Test
    void aSurrogateThatSawSomePutsOthersInTheirOrder() {
        SplittableRandom random = new SplittableRandom(4);
        List<double[]> seen = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        double[] guesses = new double[40];
        double[] truth = new double[40];
        for (int i = 0; i < 60; i++) {
            double[] genes = random.doubles(6).toArray();
            seen.add(genes);
            losses.add(loss(genes));
        }
        Surrogate surrogate = Surrogate.of(seen, losses);
        for (int i = 0; i < guesses.length; i++) {
            double[] genes = random.doubles(6).toArray();
            guesses[i] = surrogate.expected(genes);
            truth[i] = loss(genes);
        }
        assertTrue(RankCorrelation.of(guesses, truth) > 0.8, "correlation " + RankCorrelation.of(guesses, truth));
    }

    private static double loss(double[] genes) {
        return -3 * genes[0] - genes[1] + genes[2] * genes[3];
    }
}

package org.espalier.search.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Loss plus eta times norm, to be made small.
class ObjectiveTest {

    private static Score score(double loss, double omega) {
        return new Score(loss, 2 * loss, 0.75, Map.of("relative", omega, "spectral", 2 * omega));
    }

    @Test
    void aSmallerLossOrNormIsBetter() {
        Objective objective = new Objective(Loss.ANSWERS, Omega.RELATIVE, 0.1);
        assertEquals(1.05, objective.of(score(1, 0.5)), 1e-12);
        assertTrue(objective.of(score(0.9, 0.5)) < objective.of(score(1, 0.5)));
        assertTrue(objective.of(score(1, 0.4)) < objective.of(score(1, 0.5)));
    }

    @Test
    void everyLossAndNormCanBeChosen() {
        assertEquals(2.1, new Objective(Loss.KL, Omega.SPECTRAL, 0.1).of(score(1, 0.5)), 1e-12);
        assertEquals(0.25, new Objective(Loss.ERRORS, Omega.NONE, 7).of(score(1, 0.5)), 1e-12);
    }

    @Test
    void adaptiveEtaGivesBothPartsTheSameSpread() {
        double eta = Objective.adaptive(Loss.ANSWERS, Omega.RELATIVE, List.of(score(1, 0.5), score(3, 0.6)));
        assertEquals(20, eta, 1e-9);
        assertEquals(0, Objective.adaptive(Loss.ANSWERS, Omega.RELATIVE, List.of(score(1, 0.5), score(3, 0.5))));
    }

    @Test
    void theNormsOfADiagonalMatrixAreKnown() {
        float[] dense = {3, 0, 0, 4};
        float[] pruned = {0, 0, 0, 4};
        Omega.Norms norms = Omega.norms(dense, pruned, 2, Omega.largest(dense, 2));
        assertEquals(4, norms.kept(), 1e-12);
        assertEquals(5, norms.dense(), 1e-12);
        assertEquals(3, norms.moved(), 1e-12);
        assertEquals(1, norms.spectral(), 1e-3);
        assertEquals(0.8, Omega.RELATIVE.of(List.of(norms)), 1e-12);
        assertEquals(0.6, Omega.DISTANCE.of(List.of(norms)), 1e-12);
    }

    @Test
    void theSpectralNormIsTheLargestStretch() {
        Random random = new Random(3);
        float[] w = new float[12];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
        }
        float[] twice = w.clone();
        for (int i = 0; i < w.length; i++) {
            twice[i] *= 2;
        }
        assertEquals(2, Omega.norms(w, twice, 4, Omega.largest(w, 4)).spectral(), 1e-6);
    }
}

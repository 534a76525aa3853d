package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RankMapTest {

    private static final CriterionPropertyTest.Layer LAYER = CriterionPropertyTest.layer(12, 40, 7);

    private static BankedLayer banked() {
        return new BankedLayer("a.b", LAYER.weights(), LAYER.inputs());
    }

    @ParameterizedTest
    @EnumSource
    void everyMaskHoldsTheSmallerOnes(Saliency saliency) {
        RankMap ranks = banked().ranks(saliency, TaskContext.NONE);
        Mask smaller = ranks.mask(0);
        for (int zeros = 0; zeros <= ranks.weights(); zeros += 37) {
            Mask mask = ranks.mask(zeros);
            assertEquals(zeros, mask.count());
            for (int i = 0; i < ranks.weights(); i++) {
                assertTrue(mask.pruned(i) || !smaller.pruned(i));
            }
            assertArrayEquals(LAYER.weights().masked(mask).values(), ranks.pruned(LAYER.weights(), zeros));
            smaller = mask;
        }
        assertThrows(IndexOutOfBoundsException.class, () -> ranks.mask(ranks.weights() + 1));
    }

    @Test
    void magnitudeAndWandaRankAsTheyPrune() {
        BankedLayer layer = banked();
        for (int zeros : new int[] {1, 12, 100, 240, 333, 479}) {
            Target target = Target.exactly(zeros, layer.size());
            assertEquals(
                    layer.prune(new Magnitude(), target, TaskContext.NONE).mask(),
                    layer.ranks(Saliency.MAGNITUDE, TaskContext.NONE).mask(zeros));
            assertEquals(
                    layer.prune(new Wanda(), target, TaskContext.NONE).mask(),
                    layer.ranks(Saliency.WANDA, TaskContext.NONE).mask(zeros));
        }
    }

    @Test
    void obsRanksByTheLossOfRemovingAWeightAlone() {
        double[] diagonal = LAYER.inputs().factor(0.01, TaskContext.NONE).inverseDiagonal();
        RankMap ranks = banked().ranks(Saliency.OBS, TaskContext.NONE);
        Mask half = ranks.mask(240);
        double worstPruned = 0;
        double leastKept = Double.MAX_VALUE;
        for (int i = 0; i < ranks.weights(); i++) {
            double w = LAYER.weights().values()[i];
            double score = w * w / diagonal[i % 40];
            worstPruned = half.pruned(i) ? Math.max(worstPruned, score) : worstPruned;
            leastKept = half.pruned(i) ? leastKept : Math.min(leastKept, score);
        }
        assertTrue(worstPruned <= leastKept, worstPruned + " > " + leastKept);
    }

    @Test
    void everyRuleMeetsAnExactCount() {
        for (Criterion criterion : java.util.List.of(new Magnitude(), new Wanda(), new Obs(0.01, 16))) {
            for (int zeros : new int[] {1, 7, 241, 479}) {
                Pruned pruned = banked().prune(criterion, Target.exactly(zeros, 480), TaskContext.NONE);
                assertEquals(zeros, pruned.mask().count(), criterion.word());
            }
        }
    }
}

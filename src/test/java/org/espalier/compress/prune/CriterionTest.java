package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Gram;
import org.junit.jupiter.api.Test;

class CriterionTest {

    private static final Matrix TIED = new Matrix(2, 4, new float[] {1, -1, 1, 1, -1, 1, 1, 1});

    private static InputStatistics ones(int columns, int tokens) {
        float[] x = new float[columns * tokens];
        java.util.Arrays.fill(x, 1);
        return KnownLayer.statistics(x, columns);
    }

    @Test
    void tiesGoToTheLowerIndexFirst() {
        Target half = Target.of(0.5);
        assertEquals("1111 0000", Magnitude.mask(TIED, half).toString());
        assertEquals(
                "1100 1100",
                Wanda.mask(TIED, ones(4, 3), half, TaskContext.NONE).toString());
        assertEquals(
                "1100 1100",
                Magnitude.mask(TIED, new Target(Pattern.TWO_OF_FOUR.ratio(), Pattern.TWO_OF_FOUR, TieRule.EXACT))
                        .toString());
    }

    @Test
    void theCompatibleRulePrunesAllThatTie() {
        Target compat = new Target(0.25, Pattern.UNSTRUCTURED, TieRule.COMPAT);
        assertEquals("1111 1111", Magnitude.mask(TIED, compat).toString());
    }

    @Test
    void magnitudeTellsWeightsApartThatDifferInTheLastBit() {
        float up = Math.nextUp(1f);
        Matrix close = new Matrix(1, 4, new float[] {up, 1, -up, -1});
        assertEquals("0101", Magnitude.mask(close, Target.of(0.5)).toString());
    }

    @Test
    void aRatioTooSmallForOneWeightPrunesNone() {
        Target least = Target.of(0.1);
        for (Criterion criterion : List.of(new Magnitude(), new Wanda(), new Obs())) {
            Pruned pruned = criterion.prune(TIED, ones(4, 3), least, TaskContext.NONE);
            assertEquals(0, pruned.mask().count(), criterion.word());
            assertArrayEquals(TIED.values(), pruned.weights().values(), criterion.word());
        }
    }

    @Test
    void obsZeroesWeightsOnDeadInputsAndCountsThem() {
        float[] tokens = {1, 0, 2, 3, 0, 1};
        InputStatistics inputs = KnownLayer.statistics(tokens, 3);
        assertArrayEquals(new int[] {1}, inputs.deadInputs());
        Matrix row = new Matrix(1, 3, new float[] {1, 5, 1});
        Pruned pruned = new Obs().prune(row, inputs, Target.of(0.34), TaskContext.NONE);
        assertEquals("010", pruned.mask().toString());
        assertArrayEquals(new float[] {1, 0, 1}, pruned.weights().values());
    }

    @Test
    void obsTakesMoreDampingWhereTokensAreFewAndSaysSo() {
        // No sum of products is like this; rounding can make one that is, and 1 % does not mend it.
        InputStatistics inputs =
                InputStatistics.of(1, 1, new double[2], new double[] {1, 1}, Gram.of(new double[] {1, 2, 2, 1}, 2));
        Matrix row = new Matrix(1, 2, new float[] {1, 2});
        Pruned pruned = new Obs().prune(row, inputs, Target.of(0.5), TaskContext.NONE);
        assertTrue(pruned.damping() > 0.01, "damping " + pruned.damping());
        assertEquals(1, pruned.mask().count());
    }

    @Test
    void refusesStatisticsThatAreNoNumbers() {
        InputStatistics inputs = KnownLayer.statistics(new float[] {1, Float.NaN}, 2);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> inputs.check("a.b"));
        assertTrue(e.getMessage().contains("a.b"), e.getMessage());
        assertThrows(
                WorkbenchException.class,
                () -> SummedInputs.of(new float[0], 2, false).check("a.b"));
    }

    @Test
    void refusesRatiosOutOfRange() {
        for (double ratio : new double[] {0, 1, -0.5, 2, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Target.of(ratio));
        }
        assertThrows(IllegalArgumentException.class, () -> new Target(0.4, Pattern.TWO_OF_FOUR, TieRule.EXACT));
    }

    @Test
    void namesThePatternsItKnows() {
        assertEquals(Pattern.FOUR_OF_EIGHT, Pattern.parse("4:8"));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Pattern.parse("1:4"));
        assertTrue(e.remedy().contains("2:4"), e.remedy());
    }

    @Test
    void stopsWhenAskedTo() {
        TaskContext stopped = new QuietListener() {
            @Override
            public boolean cancelled() {
                return true;
            }
        };
        for (Criterion criterion : List.of(new Wanda(), new Obs())) {
            assertThrows(CancelledException.class, () -> criterion.prune(TIED, ones(4, 3), Target.of(0.5), stopped));
        }
    }
}

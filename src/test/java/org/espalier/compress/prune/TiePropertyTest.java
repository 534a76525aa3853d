package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.espalier.compress.prune.CriterionPropertyTest.Layer;
import org.espalier.task.TaskContext;

/// Layers most of whose weights are equal: the count is exact all the same, and nothing larger goes before smaller.
class TiePropertyTest {

    private static final Pattern[] GROUPED = {Pattern.parse("2:4"), Pattern.parse("4:8")};

    /// Three magnitudes, both signs.
    private static Layer equal(int rows, int columns, long seed) {
        Layer layer = CriterionPropertyTest.layer(rows, columns, seed);
        Random random = new Random(seed);
        float[] weights = layer.weights().values();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(3) * (random.nextBoolean() ? 0.5f : -0.5f);
        }
        return new Layer(new Matrix(rows, columns, weights), layer.tokens());
    }

    @Property(tries = 200)
    void magnitudePrunesExactlyAsManyAsAskedAndTheSmallest(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 5) int eights,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double ratio) {
        Layer layer = equal(rows, 8 * eights, seed);
        Pruned pruned = new Magnitude().prune(layer.weights(), layer.inputs(), Target.of(ratio), TaskContext.NONE);
        float[] weights = layer.weights().values();
        assertEquals((long) (weights.length * ratio), pruned.mask().count());
        float largestPruned = 0;
        float smallestKept = Float.POSITIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            if (pruned.mask().pruned(i)) {
                largestPruned = Math.max(largestPruned, Math.abs(weights[i]));
            } else {
                smallestKept = Math.min(smallestKept, Math.abs(weights[i]));
            }
        }
        assertTrue(largestPruned <= smallestKept, largestPruned + " went, " + smallestKept + " stayed");
    }

    @Property(tries = 100)
    void wandaPrunesExactlyAsManyOfEveryOutput(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 5) int eights,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double ratio) {
        int columns = 8 * eights;
        Layer layer = equal(rows, columns, seed);
        Pruned pruned = new Wanda().prune(layer.weights(), layer.inputs(), Target.of(ratio), TaskContext.NONE);
        for (int row = 0; row < rows; row++) {
            assertEquals((int) (columns * ratio), pruned(pruned, row * columns, columns));
        }
    }

    @Property(tries = 100)
    void everyGroupOfAPatternLosesExactlyItsShare(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 5) int eights,
            @ForAll @IntRange(max = 1) int which) {
        Pattern pattern = GROUPED[which];
        int width = which == 0 ? 4 : 8;
        Layer layer = equal(rows, 8 * eights, seed);
        for (Criterion criterion : new Criterion[] {new Magnitude(), new Wanda(), new Obs(0.01, 16)}) {
            Pruned pruned = criterion.prune(
                    layer.weights(),
                    layer.inputs(),
                    new Target(pattern.ratio(), pattern, TieRule.EXACT),
                    TaskContext.NONE);
            for (int at = 0; at < layer.weights().values().length; at += width) {
                assertEquals(width / 2, pruned(pruned, at, width), criterion.word() + " at " + at);
            }
        }
    }

    private static int pruned(Pruned of, int from, int count) {
        int found = 0;
        for (int i = from; i < from + count; i++) {
            found += of.mask().pruned(i) ? 1 : 0;
        }
        return found;
    }
}

package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.espalier.task.TaskContext;

/// What holds for any matrix, any inputs and any ratio.
class CriterionPropertyTest {

    /// A layer with its inputs.
    static final class Layer {
        private final Matrix weights;
        private final float[] tokens; // (tokens, columns)

        Layer(Matrix weights, float[] tokens) {
            this.weights = weights;
            this.tokens = tokens;
        }

        Matrix weights() {
            return weights;
        }

        float[] tokens() {
            return tokens;
        }

        InputStatistics inputs() {
            return KnownLayer.statistics(tokens, weights.columns());
        }

        Pruned prune(Criterion criterion, Target target) {
            return criterion.prune(weights, inputs(), target, TaskContext.NONE);
        }
    }

    @Provide
    Arbitrary<Layer> layers() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 5).map(n -> 8 * n),
                        Arbitraries.longs())
                .as(CriterionPropertyTest::layer);
    }

    @Provide
    Arbitrary<Criterion> criteria() {
        return Arbitraries.of(new Magnitude(), new Wanda(), new Obs(0.01, 16));
    }

    @Provide
    Arbitrary<Double> ratios() {
        return Arbitraries.doubles().between(0.01, 0.99);
    }

    static Layer layer(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[] w = new float[rows * columns];
        for (int i = 0; i < w.length; i++) {
            w[i] = (float) random.nextGaussian();
        }
        float[] x = new float[3 * columns * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian() * (1 + i % 5);
        }
        return new Layer(new Matrix(rows, columns, w), x);
    }

    private static int block(Criterion criterion, Layer layer) {
        return switch (criterion) {
            case Magnitude _ -> layer.weights().values().length;
            case Wanda _ -> layer.weights().columns();
            case Obs obs ->
                Math.min(obs.block(), layer.weights().columns())
                        * layer.weights().rows();
        };
    }

    @Property(tries = 60)
    void prunesExactlyTheBudget(
            @ForAll("layers") Layer layer, @ForAll("criteria") Criterion criterion, @ForAll("ratios") double ratio) {
        Pruned pruned = layer.prune(criterion, Target.of(ratio));
        int size = layer.weights().values().length;
        int block = block(criterion, layer);
        int last = size % block;
        long budget = size / block * (long) (block * ratio) + (long) (last * ratio);
        assertEquals(budget, pruned.mask().count());
        for (int i = 0; i < size; i++) {
            if (pruned.mask().pruned(i)) {
                assertEquals(0, Float.floatToRawIntBits(pruned.weights().values()[i]));
            }
        }
    }

    @Property(tries = 40)
    void keepsTheOthersBitForBitUnlessItIsObs(
            @ForAll("layers") Layer layer, @ForAll("criteria") Criterion criterion, @ForAll("ratios") double ratio) {
        if (criterion instanceof Obs) {
            return;
        }
        Pruned pruned = layer.prune(criterion, Target.of(ratio));
        for (int i = 0; i < layer.weights().values().length; i++) {
            if (!pruned.mask().pruned(i)) {
                assertEquals(layer.weights().values()[i], pruned.weights().values()[i]);
            }
        }
    }

    @Property(tries = 40)
    void fillsEveryAlignedGroupOfThePattern(@ForAll("layers") Layer layer, @ForAll("criteria") Criterion criterion) {
        for (Pattern pattern : List.of(Pattern.TWO_OF_FOUR, Pattern.FOUR_OF_EIGHT)) {
            Mask mask = layer.prune(criterion, new Target(pattern.ratio(), pattern, TieRule.EXACT))
                    .mask();
            for (int start = 0; start < layer.weights().values().length; start += pattern.group()) {
                int zeros = 0;
                for (int i = 0; i < pattern.group(); i++) {
                    zeros += mask.pruned(start + i) ? 1 : 0;
                }
                assertEquals(pattern.zeros(), zeros);
            }
        }
    }

    @Property(tries = 30)
    void doesNotDependOnTheScaleOfTheInputs(
            @ForAll("layers") Layer layer, @ForAll("criteria") Criterion criterion, @ForAll("ratios") double ratio) {
        float[] scaled = layer.tokens().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 8;
        }
        Pruned expected = layer.prune(criterion, Target.of(ratio));
        Pruned found = new Layer(layer.weights(), scaled).prune(criterion, Target.of(ratio));
        assertEquals(expected.mask(), found.mask());
        assertArrayEquals(expected.weights().values(), found.weights().values(), 1e-5f);
    }

    @Property(tries = 30)
    void doesNotDependOnHowTokensAreSplit(@ForAll("layers") Layer layer, @ForAll("ratios") double ratio) {
        int columns = layer.weights().columns();
        InputStatistics one = layer.inputs();
        double[] squares = one.norms(columns);
        for (int j = 0; j < columns; j++) {
            squares[j] *= squares[j];
        }
        InputStatistics split = InputStatistics.of(one.tokens(), 7, one.means(), squares, one.products());
        for (Criterion criterion : List.of(new Wanda(), new Obs())) {
            Pruned expected = layer.prune(criterion, Target.of(ratio));
            Pruned found = criterion.prune(layer.weights(), split, Target.of(ratio), TaskContext.NONE);
            assertEquals(expected.mask(), found.mask());
            assertArrayEquals(expected.weights().values(), found.weights().values());
        }
    }

    @Property(tries = 30)
    void wandaPermutesItsMaskWithTheOutputs(@ForAll("layers") Layer layer, @ForAll("ratios") double ratio) {
        int rows = layer.weights().rows();
        int columns = layer.weights().columns();
        float[] reversed = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(layer.weights().values(), row * columns, reversed, (rows - 1 - row) * columns, columns);
        }
        Mask expected = layer.prune(new Wanda(), Target.of(ratio)).mask();
        Mask found = new Layer(new Matrix(rows, columns, reversed), layer.tokens())
                .prune(new Wanda(), Target.of(ratio))
                .mask();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                assertEquals(expected.pruned(row, column), found.pruned(rows - 1 - row, column));
            }
        }
    }

    @Property(tries = 30)
    void obsNeverBeatsTheBestWeightsOfItsMask(@ForAll("layers") Layer layer, @ForAll("ratios") double ratio) {
        Pruned pruned = layer.prune(new Obs(), Target.of(ratio));
        Matrix best = KnownLayer.refit(layer.weights(), pruned.mask(), layer.tokens());
        double found = KnownLayer.quadratic(layer.weights(), pruned.weights(), layer.tokens());
        double bound = KnownLayer.quadratic(layer.weights(), best, layer.tokens());
        assertTrue(bound <= found * (1 + 1e-5) + 1e-9, bound + " > " + found);
    }

    @Property(tries = 100)
    void selectsAsSortingWould(@ForAll long seed, @ForAll("ratios") double share) {
        Random random = new Random(seed);
        double[] scores = new double[1 + random.nextInt(500)];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextBoolean() ? random.nextInt(5) : random.nextDouble();
        }
        double[] sorted = scores.clone();
        java.util.Arrays.sort(sorted);
        int k = (int) (scores.length * share);
        Rank rank = new Rank();
        rank.find(scores, scores.length, k);
        assertEquals(sorted[k], rank.value());
        assertEquals(java.util.Arrays.stream(scores).filter(s -> s < sorted[k]).count(), rank.below());
        assertEquals(java.util.Arrays.stream(scores).filter(s -> s == sorted[k]).count(), rank.equal());
        assertEquals(sorted[k], Rank.inPlace(scores, 0, scores.length, k));
    }
}

package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A sorted copy is the oracle.
class RankTest {

    /// Runs that a sample says little about, beside an ordinary one.
    enum Run {
        ORDINARY(i -> new Random(i * 31L + 5).nextDouble()),
        EQUAL(i -> 0.25),
        TWO_VALUES(i -> i % 3 == 0 ? 1 : 2),
        RISING(i -> i),
        FALLING(i -> 1e9 - i),
        ONE_LARGE(i -> i == 77 ? Double.MAX_VALUE : 1e-300 * i),
        HALF_ZERO(i -> i % 2 * i),
        STEPS(i -> Math.floorDiv(i, 500)),
        HALF_INFINITE(i -> i % 2 == 0 ? Double.POSITIVE_INFINITY : i);

        @SuppressWarnings("ImmutableEnumChecker") // A lambda that holds nothing.
        private final IntToDoubleFunction score;

        Run(IntToDoubleFunction score) {
            this.score = score;
        }

        double[] scores(int count) {
            double[] scores = new double[count];
            Arrays.setAll(scores, score);
            return scores;
        }
    }

    private static void check(Rank rank, double[] scores, int count, int k) {
        double[] sorted = Arrays.copyOf(scores, count);
        Arrays.sort(sorted);
        double[] before = scores.clone();
        rank.find(scores, count, k);
        assertEquals(sorted[k], rank.value());
        assertEquals(Arrays.stream(sorted).filter(s -> s < sorted[k]).count(), rank.below());
        assertEquals(Arrays.stream(sorted).filter(s -> s == sorted[k]).count(), rank.equal());
        assertArrayEquals(before, scores);
    }

    @ParameterizedTest
    @EnumSource
    void theScoreOfARankIsFoundInRunsOfEveryLength(Run run) {
        Rank rank = new Rank();
        for (int count : new int[] {1, 2, 255, 256, 257, 4096, 5003, 300_000}) {
            double[] scores = run.scores(count + 3);
            for (int k : new int[] {0, 1, count / 3, count / 2, count * 9 / 10, count - 2, count - 1}) {
                if (k >= 0 && k < count) {
                    check(rank, scores, count, k);
                }
            }
        }
    }

    @Property(tries = 300)
    void whateverValuesComeHoweverOftenTheRankIsThatOfASortedCopy(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6000) int count,
            @ForAll @IntRange(max = 40) int digits) {
        Random random = new Random(seed);
        double[] scores = random.doubles(count)
                .map(s -> Math.floor(s * Math.pow(2, digits)))
                .toArray();
        check(new Rank(), scores, count, random.nextInt(count));
    }

    @Test
    void aNegativeScoreAndOneThatIsNoNumberAreRefused() {
        for (double wrong : new double[] {-1, Double.NaN}) {
            for (int count : new int[] {5, 1000, 200_000}) {
                double[] scores = Run.ORDINARY.scores(count);
                scores[count - 1] = wrong;
                assertThrows(IllegalArgumentException.class, () -> new Rank().find(scores, count, count / 2));
            }
        }
    }

    @Test
    void manyRunsAreMarkedByEveryThreadAsOneAfterAnotherWouldBe() {
        int rows = 1500; // more than one thread takes
        int run = 96;
        int stride = 200; // no multiple of a word
        double[] scores = Run.ORDINARY.scores(rows * run);
        for (int k : new int[] {1, 7000, rows * run / 2, rows * run - 1}) {
            Mask mask = new Mask(rows, stride);
            Selection.smallest(
                    scores, scores.length, k, TieRule.EXACT, new Rank(), mask, new Selection.Places(40, run, stride));
            double[] sorted = scores.clone();
            Arrays.sort(sorted);
            assertEquals(k, mask.count());
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < stride; j++) {
                    boolean smaller = j >= 40 && j < 40 + run && scores[row * run + j - 40] <= sorted[k - 1];
                    assertEquals(smaller, mask.pruned(row, j), row + ", " + j);
                }
            }
        }
    }
}

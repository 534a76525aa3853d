package org.espalier.search.surrogate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SurrogateTest {

    private static double[][] points(int count, int genes, Random random) {
        return Stream.generate(() -> random.doubles(genes)
                        .map(x -> 0.05 * Math.round(20 * x))
                        .toArray())
                .limit(count)
                .toArray(double[][]::new);
    }

    private static double bowl(double[] ratios) {
        double sum = 0;
        for (int g = 0; g < ratios.length; g++) {
            sum += (g + 1) * (ratios[g] - 0.3 - 0.05 * g) * (ratios[g] - 0.3 - 0.05 * g);
        }
        return sum;
    }

    @Property(tries = 50)
    void leavingOneOutInClosedFormIsLeavingOneOut(@ForAll long seed, @ForAll @IntRange(min = 3, max = 12) int count) {
        Random random = new Random(seed);
        double[][] points = points(count, 3, random);
        double[] values = random.doubles(count).toArray();
        double sum = 0;
        for (int left = 0; left < count; left++) {
            int out = left;
            int[] kept = IntStream.range(0, count).filter(i -> i != out).toArray();
            GaussianProcess others = GaussianProcess.of(
                    Arrays.stream(kept).mapToObj(i -> points[i]).toArray(double[][]::new),
                    Arrays.stream(kept).mapToDouble(i -> values[i]).toArray(),
                    0.4,
                    0.1);
            sum += Math.pow(others.at(points[out]).mean() - values[out], 2);
        }
        assertEquals(sum / count, GaussianProcess.of(points, values, 0.4, 0.1).leaveOneOut(), 1e-9);
    }

    @Test
    void believingTakesTheDoubtAwayAndLeavesTheExpectation() {
        GaussianProcess process =
                GaussianProcess.of(new double[][] {{0, 0}, {1, 0.5}}, new double[] {-1, 1}, 0.5, 1e-6);
        double[] place = {0.4, 0.4};
        GaussianProcess.Guess before = process.at(place);
        GaussianProcess.Guess after = process.believing(place).at(place);
        assertTrue(before.deviation() > 0.1, before.toString());
        assertTrue(after.deviation() < 0.01, after.toString());
        assertEquals(before.mean(), after.mean(), 1e-4);
        assertEquals(-1, process.at(new double[] {0, 0}).mean(), 1e-4);
    }

    @Test
    void guessesRankUnseenPoliciesNearlyAsScoresWould() {
        Random random = new Random(1);
        List<double[]> known = List.of(points(40, 6, random));
        Surrogate surrogate =
                Surrogate.of(known, known.stream().map(SurrogateTest::bowl).toList());
        double[][] unseen = points(200, 6, random);
        int agree = 0;
        for (int i = 0; i + 1 < unseen.length; i += 2) {
            boolean truth = bowl(unseen[i]) < bowl(unseen[i + 1]);
            agree += truth == surrogate.guess(unseen[i]) < surrogate.guess(unseen[i + 1]) ? 1 : 0;
        }
        assertTrue(agree >= 80, agree + " of 100 pairs in the right order");
    }

    @Test
    void oneRuinedPolicyChangesNoGuess() {
        List<double[]> known = List.of(points(20, 4, new Random(2)));
        List<Double> objectives = known.stream().map(SurrogateTest::bowl).toList();
        double worst = objectives.stream().mapToDouble(x -> x).max().orElseThrow();
        List<Double> ruined =
                objectives.stream().map(x -> x == worst ? 1e30 : x).toList();
        double[] place = {0.2, 0.4, 0.6, 0.8};
        assertEquals(
                Surrogate.of(known, objectives).guess(place),
                Surrogate.of(known, ruined).guess(place));
    }
}

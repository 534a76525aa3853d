package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Partition64Test {

    private static final double LOW = 0.4;
    private static final double HIGH = 0.6;

    /// Every third one of three values, two of them the bounds.
    private static double[] scores(int count, long seed) {
        Random random = new Random(seed);
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = i % 3 == 0 ? 0.2 * (2 + random.nextInt(3)) : random.nextDouble();
        }
        return scores;
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void whatIsBelowIsCountedAndWhatIsBetweenIsGatheredInItsOrder(int bits) {
        Partition64 partition = Partition64.of(bits);
        for (int count = 0; count < 70; count++) {
            double[] scores = scores(count + 5, count);
            double[] run = Arrays.copyOfRange(scores, 3, 3 + count);
            double[] between = new double[count + 1];
            long parts = partition.divide(scores, 3, 3 + count, LOW, HIGH, between, 1);
            double[] expected =
                    Arrays.stream(run).filter(s -> s >= LOW && s <= HIGH).toArray();
            assertEquals(Arrays.stream(run).filter(s -> s < LOW).count(), parts >>> 32);
            assertArrayEquals(expected, Arrays.copyOfRange(between, 1, 1 + (int) parts));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void gatheringDoesNotWriteBeyondTheRoomThatIsPromised(int bits) {
        double[] scores = scores(61, 1);
        double[] between = new double[70];
        Arrays.fill(between, -7);
        Partition64.of(bits).divide(scores, 0, 61, 0, 1, between, 4);
        assertArrayEquals(scores, Arrays.copyOfRange(between, 4, 65));
        assertEquals(-7, between[3]);
        assertEquals(-7, between[65]);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void aNegativeScoreAndOneThatIsNoNumberAreRefusedWhereverTheyStand(int bits) {
        for (double wrong : new double[] {-1e-300, Double.NaN, Double.NEGATIVE_INFINITY}) {
            for (int at = 0; at < 21; at++) {
                double[] scores = scores(21, at);
                scores[at] = wrong;
                assertEquals(
                        Partition64.REFUSED,
                        Partition64.of(bits).divide(scores, 0, 21, LOW, HIGH, new double[21], 0),
                        wrong + " at " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void aBitIsSetForEveryScoreAboveABound(int bits) {
        double[] scores = scores(80, 9);
        for (int count = 1; count <= 64; count++) {
            long expected = 0;
            for (int i = 0; i < count; i++) {
                expected |= scores[7 + i] > HIGH ? 1L << i : 0;
            }
            assertEquals(expected, Partition64.of(bits).above(scores, 7, count, HIGH));
        }
    }
}

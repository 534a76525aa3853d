package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MagnitudeCurveTest {

    private static MappedTensor tensor(DType type, float[] values) {
        short[] bits = new short[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = type == DType.F16
                    ? Float.floatToFloat16(values[i])
                    : (short) (Float.floatToRawIntBits(values[i]) >>> 16);
        }
        return new MappedTensor("f", "w", type, Shape.of(bits.length), MemorySegment.ofArray(bits));
    }

    private static float[] values(int seed) {
        Random random = new Random(seed);
        float[] values = new float[5_003];
        for (int i = 0; i < values.length; i++) {
            // Zeros of both signs, many ties, and numbers of all sizes.
            values[i] = switch (random.nextInt(4)) {
                case 0 -> random.nextBoolean() ? 0f : -0f;
                case 1 -> random.nextInt(9) - 4;
                default -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
            };
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void takesWhatSortingAllMagnitudesWouldTake(DType type) {
        MappedTensor tensor = tensor(type, values(3));
        float[] sorted = tensor.floats();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(sorted[i]);
        }
        Arrays.sort(sorted);
        double all = squares(sorted, sorted.length);
        MagnitudeCurve curve = new MagnitudeCurve(MagnitudeHistogram.of(tensor));
        assertEquals(tensor.zeros(), curve.zeros());
        assertEquals(all, curve.squares(), all * 1e-12);
        for (double ratio : new double[] {0, 1e-9, 0.01, 0.25, 0.3, 0.5, 0.625, 0.9, 0.999, 1}) {
            int pruned = (int) (sorted.length * ratio);
            MagnitudeCurve.Cut cut = curve.at(ratio);
            assertEquals(pruned, cut.pruned());
            assertEquals(pruned == 0 ? 0 : sorted[pruned - 1], cut.threshold());
            assertEquals(squares(sorted, pruned) / all, cut.share(), 1e-12, "at " + ratio);
        }
    }

    private static double squares(float[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    @Test
    void nothingIsLostWhereAllIsZero() {
        MagnitudeCurve curve = new MagnitudeCurve(MagnitudeHistogram.of(tensor(DType.BF16, new float[12])));
        assertEquals(new MagnitudeCurve.Cut(6, 0, 0), curve.at(0.5));
        assertEquals(12, curve.zeros());
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void infinitiesAndWhatIsNoNumberAreCounted(DType type) {
        float[] values = {1, Float.NEGATIVE_INFINITY, Float.NaN, 0, Float.POSITIVE_INFINITY, 60_000};
        assertEquals(3, MagnitudeHistogram.of(tensor(type, values)).notFinite());
    }
}

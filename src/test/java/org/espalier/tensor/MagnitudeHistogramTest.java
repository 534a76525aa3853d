package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MagnitudeHistogramTest {

    private static MappedTensor tensor(DType type, short[] bits) {
        return new MappedTensor("f", "w", type, Shape.of(bits.length), MemorySegment.ofArray(bits));
    }

    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void answersThresholdsAsSortingAllMagnitudesDoes(DType type) {
        Random random = new Random(1);
        short[] bits = new short[4_099];
        float[] sorted = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            float value = random.nextInt(5) == 0 ? 0 : (float) random.nextGaussian();
            bits[i] = type == DType.F16 ? Float.floatToFloat16(value) : (short) (Float.floatToRawIntBits(value) >>> 16);
        }
        MappedTensor tensor = tensor(type, bits);
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            sorted[i] = Math.abs(values[i]);
        }
        Arrays.sort(sorted);
        MagnitudeHistogram histogram = MagnitudeHistogram.of(tensor);
        MagnitudeDistribution distribution = new MagnitudeDistribution(List.of(histogram));
        assertEquals(bits.length, histogram.total());
        for (double share : new double[] {0.001, 0.3, 0.5, 0.777, 1}) {
            float threshold = sorted[(int) (share * sorted.length) - 1];
            assertEquals(threshold, distribution.threshold(share));
            long count =
                    Arrays.stream(toDoubles(sorted)).filter(x -> x <= threshold).count();
            assertEquals(count, distribution.pruned(threshold));
        }
        assertEquals(tensor.zeros(), distribution.pruned(0));
    }

    private static double[] toDoubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    @Test
    void refusesOtherTypes() {
        WorkbenchException e =
                assertThrows(WorkbenchException.class, () -> MagnitudeHistogram.of(tensor(DType.I16, new short[4])));
        assertEquals("tensor.histogram", e.code());
    }

    @Test
    void whatFailsOnAnotherThreadIsThrownAsItIs() {
        for (int run = 0; run < 200; run++) {
            MappedTensor tensor;
            try (Arena arena = Arena.ofShared()) {
                tensor = new MappedTensor("f", "w", DType.BF16, Shape.of(1 << 19), arena.allocate(1 << 20));
            }
            assertEquals(
                    "Already closed",
                    assertThrows(IllegalStateException.class, () -> MagnitudeHistogram.of(tensor))
                            .getMessage());
        }
    }
}

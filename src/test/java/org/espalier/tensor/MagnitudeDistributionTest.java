package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Thresholds and shares answer each other exactly, over one tensor and over several of different types.
class MagnitudeDistributionTest {

    private static MagnitudeHistogram histogram(DType dtype, List<Float> values) {
        long[] counts = new long[MagnitudeHistogram.CODES];
        for (float value : values) {
            int code = dtype == DType.BF16 ? Float.floatToIntBits(value) >>> 16 : Float.floatToFloat16(value);
            counts[code & (MagnitudeHistogram.CODES - 1)]++;
        }
        return MagnitudeHistogram.of(dtype, counts);
    }

    @Test
    void aThresholdPrunesWhatCountingOneByOneFinds() {
        Random random = new Random(1);
        List<Float> halves = new ArrayList<>();
        List<Float> brains = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            float value = (float) random.nextGaussian();
            halves.add(Float.float16ToFloat(Float.floatToFloat16(value)));
            brains.add(Float.intBitsToFloat(Float.floatToIntBits(value) & 0xFFFF0000));
        }
        MagnitudeDistribution both =
                new MagnitudeDistribution(List.of(histogram(DType.F16, halves), histogram(DType.BF16, brains)));
        assertEquals(6000, both.total());
        List<Float> all = new ArrayList<>(halves);
        all.addAll(brains);
        for (double threshold : new double[] {0, 1e-3, 0.1, 0.5, Math.abs(halves.get(7)), Math.abs(brains.get(9)), 9}) {
            long expected = all.stream().filter(w -> Math.abs(w) <= threshold).count();
            assertEquals(expected, both.pruned(threshold), "at " + threshold);
        }
    }

    @Test
    void aShareNeedsTheSmallestThresholdThatPrunesIt() {
        Random random = new Random(2);
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < 997; i++) {
            values.add(Float.float16ToFloat(Float.floatToFloat16((float) random.nextGaussian())));
        }
        MagnitudeDistribution one = new MagnitudeDistribution(List.of(histogram(DType.F16, values)));
        for (double share = 0; share <= 1; share += 0.01) {
            float threshold = one.threshold(share);
            long wanted = (long) (share * 997);
            assertTrue(one.pruned(threshold) >= wanted, share + " at " + threshold);
            if (wanted > 0) {
                assertTrue(one.pruned(Math.nextDown(threshold)) < wanted, share + " needs less than " + threshold);
            }
        }
        assertEquals(Collections.max(values.stream().map(Math::abs).toList()), one.threshold(1));
        assertThrows(IllegalArgumentException.class, () -> one.threshold(1.01));
        assertThrows(IllegalArgumentException.class, () -> one.threshold(Double.NaN));
    }

    @Test
    void whatIsNoNumberIsCountedAndNeverPruned() {
        MagnitudeDistribution one =
                new MagnitudeDistribution(List.of(histogram(DType.F16, List.of(0f, 1f, -1f, Float.POSITIVE_INFINITY))));
        assertEquals(4, one.total());
        assertEquals(3, one.pruned(Double.MAX_VALUE));
        assertEquals(1f, one.threshold(1));
    }

    @Test
    void nothingIsPrunedOfNothing() {
        MagnitudeDistribution none = new MagnitudeDistribution(List.of());
        assertEquals(0, none.total());
        assertEquals(0, none.pruned(1));
        assertEquals(0, none.threshold(1));
    }
}

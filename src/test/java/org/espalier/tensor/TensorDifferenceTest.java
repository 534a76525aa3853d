package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TensorDifferenceTest {

    private static MappedTensor floats(float... values) {
        return new MappedTensor("f", "w", DType.F32, Shape.of(values.length), MemorySegment.ofArray(values));
    }

    private static TensorDifference between(MappedTensor a, MappedTensor b) {
        return TensorDifference.of(a, b, _ -> {});
    }

    @Test
    void countsWhatChangedAndHowFarItWent() {
        TensorDifference difference = between(floats(3, 0, 4, -0f), floats(3, 1, 2, 0));
        assertEquals(2, difference.changed());
        assertEquals(Math.sqrt(5) / 5, difference.relative().orElseThrow(), 1e-15);
    }

    @Test
    void anInfiniteElementThatStayedDidNotChange() {
        float endless = Float.POSITIVE_INFINITY;
        TensorDifference difference = between(floats(endless, 1), floats(endless, 2));
        assertEquals(1, difference.changed());
        assertEquals(OptionalDouble.empty(), difference.relative());
    }

    @Test
    void anElementThatStayedNoNumberDidNotChange() {
        TensorDifference difference = between(floats(Float.NaN, 1, 2), floats(Float.NaN, 1, Float.NaN));
        assertEquals(1, difference.changed());
        assertTrue(difference.relative().isEmpty());
    }
}

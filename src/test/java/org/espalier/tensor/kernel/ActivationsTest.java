package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationsTest {

    @ParameterizedTest
    @ValueSource(floats = {1e30f, 1f, 1e-30f, 3e-37f, 1e-38f, Float.MIN_NORMAL, Float.MIN_VALUE})
    void theLargestOfAGroupBecomesTheLargestQuantumHoweverSmallItIsOrAllAreNothing(float largest) {
        Activations x = new Activations(4);
        x.set(new float[] {largest, -largest, 0, largest / 2});
        x.quantize();
        int quantum = x.quanta()[0];
        assertEquals(largest, quantum * x.scales()[0], Math.max(largest * 1e-6f, 127 / Float.MAX_VALUE));
        assertEquals(-quantum, x.quanta()[1]);
        assertEquals(128 * x.quanta()[3], x.offsets()[0]);
    }
}

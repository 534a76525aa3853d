package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

    @Test
    void theQuadraticFormIsTheSquaredSizeOfTheProducts() {
        float[] w = {1, 2, 3, -1, 0, 1};
        double[] gram = {2, 0, 1, 0, 3, 0, 1, 0, 4};
        assertEquals(2 + 12 + 36 + 6 + (2 + 4 - 2), LinearAlgebra.quadratic(w, 2, Gram.of(gram, 3)), 1e-12);
    }
}

package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Packing;
import org.junit.jupiter.api.Test;

class DecodeSuiteTest {

    @Test
    void obtainsEveryFigureByItsName() {
        Map<String, BenchResult> byName = new LinkedHashMap<>();
        for (BenchResult result : new DecodeSuite(256, 384, 4).run(0, TaskContext.NONE)) {
            assertTrue(byName.put(result.name(), result) == null, result.name());
            assertEquals("measured", result.label());
            assertTrue(result.value() > 0, result.name());
        }
        for (String name : List.of(
                "decode/read-bandwidth",
                "decode/gemv/bf16/dense",
                "decode/gemv/bf16/sparse30",
                "decode/gemv/bf16/sparse50",
                "decode/gemv/bf16/sparse70",
                "decode/gemv/bf16/2of4",
                "decode/gemv/bf16/structured50",
                "decode/gemv/int8/sparse50",
                "decode/7b-pair/bf16/dense",
                "decode/7b-pair/int8/sparse50")) {
            BenchResult result = Objects.requireNonNull(byName.get(name), name);
            assertEquals(!name.equals("decode/read-bandwidth"), result.beside() != null, name);
        }
    }

    @Test
    void drawsWeightsWithTheZerosThatWereAskedFor() {
        RandomWeights all = RandomWeights.of(40, 500, 3);
        assertEquals(0, zeros(all), 1e-9);
        assertEquals(0.7, zeros(all.sparse(0.7, 4)), 0.02);
        RandomWeights pattern = all.twoOfFour(5);
        for (int i = 0; i < pattern.bits().length; i += 4) {
            int zeros = 0;
            for (int k = 0; k < 4; k++) {
                zeros += pattern.bits()[i + k] == 0 ? 1 : 0;
            }
            assertEquals(2, zeros);
        }
        assertEquals(20, all.firstRows(20).dense().rows());
    }

    private static double zeros(RandomWeights w) {
        float[] values = Packing.floats(w.packed());
        int zeros = 0;
        for (float value : values) {
            zeros += value == 0 ? 1 : 0;
        }
        return (double) zeros / values.length;
    }
}

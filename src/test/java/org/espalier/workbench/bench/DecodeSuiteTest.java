package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.task.TaskContext;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Weights;
import org.espalier.workbench.gain.RandomMatrix;
import org.espalier.workbench.gain.Thinning;
import org.espalier.workbench.gain.Values;
import org.espalier.workbench.gain.Variant;
import org.junit.jupiter.api.Test;

class DecodeSuiteTest {

    @Test
    void obtainsEveryFigureByItsName() {
        Map<String, BenchResult> byName = new LinkedHashMap<>();
        for (BenchResult result : new DecodeSuite(256, 384, 4).run(0, TaskContext.NONE)) {
            assertTrue(byName.put(result.name(), result) == null, result.name());
            assertEquals("measured", result.label());
            assertTrue(result.value() > 0, result.name());
            if (result.name().startsWith("decode/read-bandwidth")) {
                assertNull(result.limit(), result.name()); // It is one.
            } else {
                assertTrue(Objects.requireNonNull(result.limit(), result.name()).value() > 0, result.name());
            }
        }
        for (String name : List.of(
                "decode/read-bandwidth",
                "decode/gemv/bf16/dense",
                "decode/gemv/bf16/sparse0",
                "decode/gemv/bf16/sparse30",
                "decode/gemv/bf16/sparse50",
                "decode/gemv/bf16/sparse70",
                "decode/gemv/bf16/2of4",
                "decode/gemv/bf16/structured50",
                "decode/gemv/int8/sparse50",
                "decode/7b-pair/bf16/dense",
                "decode/7b-pair/bf16/structured70",
                "decode/7b-pair/bf16/2of4",
                "decode/7b-pair/int8/sparse50")) {
            BenchResult result = Objects.requireNonNull(byName.get(name), name);
            assertEquals(!name.equals("decode/read-bandwidth"), result.beside() != null, name);
        }
    }

    @Test
    void measuresOnlyWhatIsAskedForAndItsAnchor() {
        List<String> names = new DecodeSuite(256, 384, 4)
                .runSome(0, true, name -> name.equals("decode/gemv/int8/sparse50"), TaskContext.NONE).stream()
                        .map(BenchResult::name)
                        .toList();
        assertEquals(List.of("decode/read-bandwidth", "decode/gemv/bf16/dense", "decode/gemv/int8/sparse50"), names);
    }

    @Test
    void drawsWeightsWithTheZerosThatWereAskedFor() {
        Weights half = RandomMatrix.of(100, 512, new Variant(Values.BF16, Thinning.UNSTRUCTURED, 0.7), 3);
        float[] values = Packing.floats(half);
        assertEquals(0.7, zeros(values, 0, values.length), 0.02);
        float[] pattern =
                Packing.floats(RandomMatrix.of(100, 512, new Variant(Values.BF16, Thinning.TWO_OF_FOUR, 0.5), 4));
        for (int i = 0; i < pattern.length; i += 4) {
            assertEquals(2, 4 * zeros(pattern, i, 4), 1e-9);
        }
        float[] dense = Packing.floats(RandomMatrix.of(100, 512, Variant.dense(Values.F16), 5));
        assertEquals(0, zeros(dense, 0, dense.length));
        // Laid down again and again: row 70 is row 6.
        assertEquals(dense[6 * 512 + 9], dense[70 * 512 + 9]);
    }

    private static double zeros(float[] values, int from, int count) {
        int zeros = 0;
        for (int i = from; i < from + count; i++) {
            zeros += values[i] == 0 ? 1 : 0;
        }
        return (double) zeros / count;
    }
}

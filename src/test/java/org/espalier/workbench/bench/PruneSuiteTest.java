package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

class PruneSuiteTest {

    @Test
    void timesWandaOnAMatrixOfRealSize() {
        BenchSuite suite = BenchSuites.of(List.of("prune")).getFirst();
        BenchResult wanda = suite.runQuickly(0, TaskContext.NONE).getFirst();
        assertEquals("prune/wanda/4096x4096", wanda.name());
        assertEquals("seconds", wanda.unit());
        assertEquals("measured", wanda.label());
        assertTrue(wanda.value() > 0 && wanda.spread() >= 0, wanda.toString());
    }

    @Test
    void everyFigureStandsBesideItsLimit() {
        List<BenchResult> results = PruneLimits.beside(
                List.of(
                        BenchResult.measured("prune/wanda/4096x4096", "seconds", 1),
                        BenchResult.measured("prune/obs/4096x11008", "seconds", 10),
                        BenchResult.measured("prune/histogram", "GB/s", 4),
                        BenchResult.measured("prune/products", "GFLOP/s", 200)),
                TaskContext.NONE);
        BenchLimit wanda = Objects.requireNonNull(results.get(0).limit());
        BenchLimit obs = Objects.requireNonNull(results.get(1).limit());
        BenchLimit histogram = Objects.requireNonNull(results.get(2).limit());
        // 134 MB there and back at the rate that bounds the histogram.
        assertEquals(2 * 4 * 4096.0 * 4096 / histogram.value() / 1e9, wanda.value(), 1e-9);
        assertEquals(PruneSuite.OPERATIONS / 200e9, obs.value(), 1e-9);
        assertEquals("estimated", obs.label());
        assertEquals("measured", histogram.label());
        assertNull(results.get(3).limit());
    }

    @Test
    void timesTheHistogram() {
        BenchResult histogram = HistogramBench.result(64, 128, 0, TaskContext.NONE);
        assertEquals("prune/histogram", histogram.name());
        assertEquals("GB/s", histogram.unit());
        assertTrue(histogram.value() > 0, histogram.toString());
    }
}

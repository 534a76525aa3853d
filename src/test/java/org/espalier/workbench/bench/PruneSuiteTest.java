package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    void timesTheHistogram() {
        BenchResult histogram = HistogramBench.result(64, 128, 0, TaskContext.NONE);
        assertEquals("prune/histogram", histogram.name());
        assertEquals("GB/s", histogram.unit());
        assertTrue(histogram.value() > 0, histogram.toString());
    }
}

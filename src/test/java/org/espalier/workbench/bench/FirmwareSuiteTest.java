package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Figures of the operator library; counts are exact, so their limits are too.
class FirmwareSuiteTest {

    @SuppressWarnings("NullAway.Init")
    private static Map<String, BenchResult> results;

    @BeforeAll
    static void measure() {
        results = BenchSuites.of(List.of("firmware")).getFirst().run(0, TaskContext.NONE).stream()
                .collect(Collectors.toMap(BenchResult::name, Function.identity()));
    }

    @ParameterizedTest
    @CsvSource({
        "firmware/linear/101x192x192, 0.81",
        "firmware/linear/101x192x576, 0.805",
        "firmware/linear/101x768x192, 0.79",
        "firmware/linear/197x192x576, 0.80",
        "firmware/scores/101x64, 0.90",
        "firmware/context/101x64, 1.0",
        "firmware/softmax/101, 14",
        "firmware/relative-scores/101x64, 86",
        "firmware/relative-context/101x64, 102",
        "firmware/layer-norm/192, 15",
        "firmware/gelu, 4",
        "firmware/add/192, 7",
        "firmware/block/deit-ti-101, 41e6"
    })
    void countsStayWithinTheirLimits(String name, double most) {
        BenchResult result = Objects.requireNonNull(results.get(name));
        assertTrue(result.value() <= most, () -> name + " takes " + result.value());
        assertEquals("simulated", result.label());
        assertEquals(0, result.spread());
    }

    @Test
    void sharesOfABlockAddUpToAll() {
        double all = results.values().stream()
                .filter(r -> r.name().startsWith("firmware/share/"))
                .mapToDouble(BenchResult::value)
                .sum();
        assertEquals(100, all, 1e-9);
    }

    @Test
    void theSearchsEstimateOfTimeIsNearTheCountForEveryKindOfNetwork() {
        List<BenchResult> errors = results.values().stream()
                .filter(r -> r.name().startsWith("firmware/cost-model/"))
                .toList();
        assertEquals(6, errors.size());
        for (BenchResult error : errors) {
            assertEquals("estimated", error.label());
            assertTrue(Math.abs(error.value()) < 6, () -> error.name() + ": " + error.value() + " %");
        }
    }

    @Test
    void noCountIsBelowWhatItsInstructionsCanDo() {
        results.forEach((name, result) -> {
            if (name.startsWith("firmware/share/") || name.startsWith("firmware/cost-model/")) {
                assertNull(result.limit(), name); // Parts of a figure, and the error of another.
            } else if (!name.equals("firmware/simulated-mips")) {
                BenchLimit limit = Objects.requireNonNull(result.limit(), name);
                assertEquals("estimated", limit.label(), name);
                assertTrue(limit.value() > 0 && limit.value() <= result.value(), result::toString);
            }
        });
    }

    @Test
    void theBoardsSpeedIsMeasured() {
        BenchResult speed = Objects.requireNonNull(results.get("firmware/simulated-mips"));
        assertEquals("measured", speed.label());
        assertTrue(speed.value() > 1);
        assertEquals("measured", Objects.requireNonNull(speed.limit()).label());
    }

    @Test
    void noNameMeansEverySuiteAndAnUnknownOneIsAMistakeOfTheCommandLine() {
        assertEquals(BenchSuites.of(List.of()), BenchSuites.of(List.of("all")));
        var e = assertThrows(WorkbenchException.class, () -> BenchSuites.of(List.of("speed")));
        assertEquals(WorkbenchException.Fault.USAGE, e.fault());
        assertTrue(e.remedy().contains("firmware"), e.remedy());
    }

    @Test
    void theMedianAndTheRangeOfMeasurementsAreKept() {
        BenchResult r = BenchResult.measured("a", "s", 5, 1, 2);
        assertEquals(2, r.value());
        assertEquals(4, r.spread());
        assertEquals(3.5, BenchResult.measured("a", "s", 5, 2).value());
    }
}

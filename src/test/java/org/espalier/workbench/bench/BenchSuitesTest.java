package org.espalier.workbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.espalier.format.Json;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietListener;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchSuitesTest {

    /// Searches for a place or a plan take what their choices take; the others are parts of the figure above them.
    private static final Set<String> UNLIMITED = Set.of(
            "plan/arena/vit-clothing",
            "search/nas/costs",
            "window/first-page/processor",
            "window/longest-pause/event-thread");

    @Test
    void allNamesEverySuite() {
        List<String> names =
                BenchSuites.of(List.of("all")).stream().map(BenchSuite::name).toList();
        assertEquals(List.of("firmware", "decode", "prune", "plan", "search", "window"), names);
        WorkbenchException unknown = assertThrows(WorkbenchException.class, () -> BenchSuites.of(List.of("tea")));
        assertEquals("bench.suite", unknown.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan | plan/arena/vit-clothing plan/executor/vit-clothing plan/torch/vit-clothing",
                "search | search/prune/exact search/prune/nested search/nas/accuracy search/nas/costs",
                "window | window/start window/first-page window/first-page/processor window/longest-pause"
                        + " window/longest-pause/event-thread window/open/llava-easy-vqa"
                        + " window/statistics/llava-easy-vqa"
            })
    void measuresTheShippedModelsUnderNamesThatStay(String suite, String names) {
        List<BenchResult> results = BenchSuites.of(List.of(suite)).getFirst().runQuickly(0, TaskContext.NONE);
        assertEquals(
                List.of(names.split(" ", -1)),
                results.stream().map(BenchResult::name).toList());
        for (BenchResult result : results) {
            assertEquals("measured", result.label());
            assertTrue(result.value() > 0 && result.spread() >= 0, result.toString());
            BenchLimit limit = result.limit();
            if (UNLIMITED.contains(result.name())) {
                assertNull(limit, result.toString());
            } else {
                assertNotNull(limit, result.toString());
                assertTrue(limit.value() > 0 && Double.isFinite(limit.value()), result.toString());
                assertTrue(Set.of("measured", "estimated").contains(limit.label()), result.toString());
            }
        }
    }

    @Test
    void aLimitIsWrittenBesideItsFigureAndMissingWhereThereIsNone() throws Exception {
        BenchResult figure = BenchResult.measured("a/b", "seconds", 3);
        assertFalse(Json.mapper().readTree(Json.line(figure)).has("limit"));
        JsonNode limit = Json.mapper()
                .readTree(Json.line(figure.within(BenchLimit.estimated(2, "memory"))))
                .path("limit");
        assertEquals("{\"value\":2.0,\"label\":\"estimated\",\"by\":\"memory\"}", limit.toString());
    }

    @Test
    void aMeasurementThatIsCancelledDoesNotBegin() {
        TaskContext cancelled = new Cancelled();
        BenchSuite plan = BenchSuites.of(List.of("plan")).getFirst();
        assertThrows(CancelledException.class, () -> plan.runQuickly(0, cancelled));
    }

    private record Cancelled() implements QuietListener {

        @Override
        public boolean cancelled() {
            return true;
        }
    }
}

package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tiny ablation on the shipped sample.
class PruneAblationStepTest {

    private static final Path DATA = Path.of("assets/data/easy-vqa");

    @TempDir
    private Path folder;

    private PruneAblationStep.Parameters parameters(String out, List<String> methods) {
        return new PruneAblationStep.Parameters(
                Path.of("assets/llava-easy-vqa"),
                DATA,
                folder.resolve(out),
                methods,
                List.of(0.8),
                2,
                4,
                20,
                4,
                1,
                false);
    }

    @Test
    void everySeedHasARowForEachMethodAskedFor() {
        List<String> asked = List.of("magnitude", "obs-uniform", "refit-uniform");
        PruneAblationStep.Result result = new PruneAblationStep().run(parameters("run", asked), TaskContext.NONE);
        assertEquals(6, result.rows().size());
        assertEquals(
                List.of("magnitude", "obs uniform", "refit uniform"),
                result.summary().stream().map(PruneAblationStep.Summary::method).toList());
        for (PruneAblationStep.Summary summary : result.summary()) {
            assertEquals(2, summary.seeds());
            double mean = result.rows().stream()
                    .filter(row -> row.method().equals(summary.method()))
                    .mapToDouble(PruneAblationStep.Row::accuracy)
                    .average()
                    .orElseThrow();
            assertEquals(mean, summary.mean(), 1e-9);
        }
        assertTrue(Files.exists(folder.resolve("run/table.md")));
        assertTrue(Files.exists(folder.resolve("run/plot.svg")));
    }

    @Test
    void aCancelledOneGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        List<String> asked = List.of("wanda", "whole");
        new PruneAblationStep().run(parameters("whole", asked), TaskContext.NONE);
        StopAt stop = new StopAt((stage, done) -> stage.startsWith("Scoring generation") && done >= 2);
        assertThrows(CancelledException.class, () -> new PruneAblationStep().run(parameters("stopped", asked), stop));
        new RunResumeStep().run(new RunResumeStep.Parameters(folder.resolve("stopped")), TaskContext.NONE);
        for (String file : List.of("result.json", "table.md", "plot.svg")) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("stopped").resolve(file)),
                    file);
        }
    }

    @Test
    void refusesAMethodThatItDoesNotKnow() {
        WorkbenchException refused = assertThrows(
                WorkbenchException.class,
                () -> new PruneAblationStep().run(parameters("run", List.of("wandering")), TaskContext.NONE));
        assertEquals("ablation.method", refused.code());
        assertTrue(refused.remedy().contains("obs-random-search"));
    }
}

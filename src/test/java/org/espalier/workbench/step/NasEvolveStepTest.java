package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The evolution of a small space of two factors.
class NasEvolveStepTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path dir;

    @BeforeAll
    static void data() throws IOException {
        SmallSupernet.make(dir);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void evolvesTheSpaceAndGoesOnAfterACancel(boolean separate) throws IOException {
        String kind = separate ? "two-" : "one-";
        Path evolved = dir.resolve(kind + "evolved");
        Path half = dir.resolve(kind + "half");
        NasEvolveStep.Result whole =
                new NasEvolveStep().run(evolution(evolved, separate ? null : false), TaskContext.NONE);
        assertTrue(whole.points().size() >= 3);
        assertTrue(whole.best().legal() > 0);
        for (NasEvolveStep.Point point : whole.points()) {
            assertEquals(
                    separate, point.rankMlp() != null, "a space of two factors has two ranks unless asked for one");
        }
        StopAt third = new StopAt((stage, done) ->
                Files.exists(half.resolve("points.jsonl")) && stage.startsWith("Training") && done >= 1);
        assertThrows(
                CancelledException.class,
                () -> new NasEvolveStep().run(evolution(half, separate ? null : false), third));
        new RunResumeStep().run(new RunResumeStep.Parameters(half), TaskContext.NONE);
        for (String file : List.of("result.json", "points.jsonl")) {
            assertArrayEquals(Files.readAllBytes(evolved.resolve(file)), Files.readAllBytes(half.resolve(file)), file);
        }
    }

    @Test
    void anEvolutionThatWasBegunWithOneRankGoesOnWithOne() throws IOException {
        Path old = dir.resolve("old-evolution");
        StopAt second = new StopAt((stage, done) ->
                Files.exists(old.resolve("points.jsonl")) && stage.startsWith("Training") && done >= 1);
        assertThrows(CancelledException.class, () -> new NasEvolveStep().run(evolution(old, false), second));
        Path record = old.resolve("run.json");
        ObjectNode run = (ObjectNode) Json.read(record);
        assertTrue(((ObjectNode) run.path("parameters")).remove("separate") != null);
        Json.write(record, run);
        NasEvolveStep.Result resumed = new NasEvolveStep().resume(old, TaskContext.NONE);
        assertTrue(resumed.points().stream().allMatch(p -> p.rankMlp() == null));
        assertFalse(Files.readString(old.resolve("points.jsonl")).contains("rankMlp"));
    }

    private static NasEvolveStep.Parameters evolution(Path out, @Nullable Boolean separate) {
        return new NasEvolveStep.Parameters(
                SmallSupernet.space(dir.resolve("space.json").toString()),
                dir.resolve("data"),
                new NasEvolveStep.Grid(0.4, 0.8, 0.2, 4, 12, 4),
                3,
                2,
                1,
                2,
                3,
                out,
                false,
                separate);
    }
}

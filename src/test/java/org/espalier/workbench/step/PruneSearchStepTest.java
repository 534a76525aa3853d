package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.espalier.compress.prune.PrunableLayer;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small search on the shipped sample.
class PruneSearchStepTest {

    private static final Path MODEL = Path.of("assets/llava-easy-vqa");
    private static final Path DATA = Path.of("assets/data/easy-vqa");

    @TempDir
    private Path folder;

    private PruneSearchParameters parameters(String out, int samples, double target) {
        PruneSearchParameters p =
                PruneSearchParameters.of(MODEL, folder.resolve(out), DATA.resolve("calibration.jsonl"), target);
        ObjectNode tree = Json.mapper().valueToTree(p);
        tree.put("images", DATA.resolve("train/images").toAbsolutePath().toString());
        tree.put("samples", samples);
        tree.put("population", 3);
        tree.put("generations", 2);
        tree.put("evolveEvery", 1);
        tree.put("candidates", 1);
        tree.put("projectorSteps", 1);
        tree.put("mode", "nested");
        tree.put("workers", out.equals("stopped") ? 2 : 1);
        try {
            return Json.mapper().treeToValue(tree, PruneSearchParameters.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void findsAPolicyOfExactlyTheTargetAndWritesTheModelThatHasIt() throws IOException {
        PruneSearchStep.Result result = new PruneSearchStep().run(parameters("run", 8, 0.6), TaskContext.NONE);
        assertEquals("espalier.prune-search/1", result.schema());
        assertEquals(Math.round(0.6 * 1_239_040), result.zeros());
        assertEquals(100, result.accuracies().dense());
        assertTrue(result.generations().size() == 2 && result.scored() >= 3);
        long zeros = 0;
        try (Checkpoint written = Checkpoint.open(folder.resolve("run/checkpoint"))) {
            for (PrunableLayer layer : PrunableLayer.of(written, Set.of(Component.LANGUAGE_MODEL))) {
                long here = layer.tensor().zeros();
                assertTrue(here >= (long) (layer.weights() * result.policy().getOrDefault(layer.name(), 1.0)));
                zeros += here;
            }
        }
        assertEquals(result.sparsity(), zeros / 1_239_040.0, 2e-3);
        Run run = Run.open(folder.resolve("run"));
        assertEquals(
                result.scored(),
                run.events().stream()
                        .filter(e -> e.path("event").asText().equals("candidate"))
                        .count());
        JsonNode policy = Json.read(folder.resolve("run/policy.json"));
        assertEquals("espalier.policy/1", policy.path("schema").asText());
    }

    @Test
    void aCancelledSearchGoesOnToTheBytesOfAnUndisturbedOne() throws IOException {
        new PruneSearchStep().run(parameters("whole", 6, 0.7), TaskContext.NONE);
        StopAt second = new StopAt((stage, done) -> stage.equals("Scoring generation 1") && done >= 1);
        assertThrows(CancelledException.class, () -> new PruneSearchStep().run(parameters("stopped", 6, 0.7), second));
        assertTrue(
                Run.open(folder.resolve("stopped"))
                        .record()
                        .inputs()
                        .containsKey(
                                DATA.resolve("held-out.jsonl").toAbsolutePath().toString()),
                "the samples beside the calibration file are read, too");
        new RunResumeStep().run(new RunResumeStep.Parameters(folder.resolve("stopped")), TaskContext.NONE);
        for (String file : new String[] {"result.json", "policy.json", "checkpoint/model.safetensors"}) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("stopped").resolve(file)),
                    file);
        }
    }

    @Test
    void moreCandidatesThanAnyoneCanScoreAreRefused() {
        ObjectNode tree = Json.mapper().valueToTree(parameters("many", 8, 0.6));
        tree.put("population", 100_000).put("generations", 100_000).put("strategy", "RANDOM");
        PruneSearchParameters many = Json.mapper().convertValue(tree, PruneSearchParameters.class);
        WorkbenchException refused =
                assertThrows(WorkbenchException.class, () -> new PruneSearchStep().run(many, TaskContext.NONE));
        assertEquals("search.option", refused.code());
    }

    @Test
    void refusesSamplesWithoutAnswers() throws IOException {
        Path file = folder.resolve("asked.jsonl");
        Files.writeString(
                file,
                "{\"text\":\"what shape is this?\"}\n{\"text\":\"what color is this?\"}\n{\"text\":\"is it red?\"}\n");
        PruneSearchParameters p = PruneSearchParameters.of(MODEL, folder.resolve("none"), file, 0.5);
        WorkbenchException refused = assertThrows(
                WorkbenchException.class, () -> new PruneSearchStep().run(withSamples(p, 2), TaskContext.NONE));
        assertEquals("search.answer", refused.code());
    }

    private static PruneSearchParameters withSamples(PruneSearchParameters p, int samples) {
        ObjectNode tree = Json.mapper().valueToTree(p);
        tree.put("samples", samples);
        try {
            return Json.mapper().treeToValue(tree, PruneSearchParameters.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

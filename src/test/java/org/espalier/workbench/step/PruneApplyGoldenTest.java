package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.espalier.compress.prune.Criterion;
import org.espalier.compress.prune.Obs;
import org.espalier.compress.prune.Pattern;
import org.espalier.compress.prune.TieRule;
import org.espalier.compress.prune.Wanda;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.model.Component;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calibrated pruning of a whole LLaVA against masks and weights found by independent code: forward pass,
/// block-by-block inputs, criterion and rounding in one.
class PruneApplyGoldenTest {

    private static final Set<Component> DECODER = EnumSet.of(Component.LANGUAGE_MODEL);
    private static Path golden = Path.of("");

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() throws URISyntaxException {
        golden = Path.of(Objects.requireNonNull(PruneApplyGoldenTest.class.getResource("prune/masks.json"))
                        .toURI())
                .resolveSibling("");
    }

    private PruneApplyStep.Result prune(
            Criterion criterion, Pattern pattern, double sparsity, Set<Component> components) {
        return new PruneApplyStep()
                .run(
                        new PruneApplyStep.Parameters(
                                golden.resolve("dense"),
                                folder.resolve("out"),
                                false,
                                criterion,
                                pattern,
                                TieRule.EXACT,
                                sparsity,
                                null,
                                golden.resolve("calibration.jsonl"),
                                golden.resolve("img"),
                                64,
                                components,
                                0),
                        TaskContext.NONE);
    }

    @ParameterizedTest
    @CsvSource({"wanda 0.5, unstructured", "wanda 2:4, 2:4"})
    void wandaGivesTheMasksOfIndependentCode(String expected, String pattern) {
        prune(new Wanda(), Pattern.parse(pattern), 0.5, DECODER);
        JsonNode masks = Json.read(golden.resolve("masks.json")).path(expected);
        assertEquals(14, masks.size());
        try (Checkpoint dense = Checkpoint.open(golden.resolve("dense"));
                Checkpoint pruned = Checkpoint.open(folder.resolve("out"))) {
            for (Map.Entry<String, JsonNode> mask : masks.properties()) {
                String tensor = mask.getKey() + ".weight";
                byte[] bits = Base64.getDecoder().decode(mask.getValue().asText());
                float[] expectedWeights = dense.tensor(tensor).floats();
                for (int i = 0; i < expectedWeights.length; i++) {
                    if ((bits[i >> 3] >> (i & 7) & 1) != 0) {
                        expectedWeights[i] = 0;
                    }
                }
                assertArrayEquals(expectedWeights, pruned.tensor(tensor).floats(), tensor);
            }
        }
    }

    @Test
    void obsGivesTheWeightsOfIndependentCode() {
        PruneApplyStep.Result result = prune(new Obs(), Pattern.UNSTRUCTURED, 0.5, DECODER);
        assertEquals(14, compare("obs-0.5.safetensors"));
        for (PruneApplyStep.Layer layer : result.layers()) {
            assertEquals(0.5, layer.got(), layer.name());
            assertTrue(assertNotNullElse(layer.outputError()) < layer.error(), layer.name());
        }
        PruneApplyStep.CalibrationReport calibration = result.calibration();
        assertNotNull(calibration);
        assertEquals(8, calibration.samples());
        assertTrue(calibration.imageShare() > 0.1 && calibration.imageShare() < 0.5);
    }

    private static double assertNotNullElse(@org.jspecify.annotations.Nullable Double value) {
        assertNotNull(value);
        return value;
    }

    @Test
    void obsPrunesTowerAndProjectorOnWhatTheySee() {
        prune(new Obs(), Pattern.UNSTRUCTURED, 0.25, EnumSet.allOf(Component.class));
        assertEquals(8, compare("obs-all-0.25.safetensors"));
    }

    /// Masks to the entry, weights to a rounding step of float16 or 2e-5 (the largest is near 1); returns how
    /// many tensors were compared.
    private int compare(String expected) {
        try (SafetensorsFile wanted = SafetensorsFile.open(golden.resolve(expected));
                Checkpoint pruned = Checkpoint.open(folder.resolve("out"))) {
            for (String tensor : wanted.names()) {
                float[] x = wanted.tensor(tensor).floats();
                float[] y = pruned.tensor(tensor).floats();
                for (int i = 0; i < x.length; i++) {
                    assertEquals(x[i] == 0, y[i] == 0, tensor + " " + i);
                    assertEquals(x[i], y[i], 1e-3 * Math.abs(x[i]) + 2e-5, tensor + " " + i);
                }
            }
            return wanted.names().size();
        }
    }
}

package org.espalier.model.vit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The forward pass against numbers of the released code.
class ReleasedExampleTest {

    private static final VitConfig CONFIG = new VitConfig(
            48,
            16,
            3,
            10,
            128,
            3,
            2,
            64,
            4,
            Choices.NONE,
            new LowRank.ThreeFactor(0.5),
            true,
            14,
            true,
            true,
            true,
            true,
            VitConfig.half(3),
            VitConfig.half(3),
            List.of());

    private static JsonNode example() throws IOException {
        try (InputStream in = ReleasedExampleTest.class.getResourceAsStream("released-example.json")) {
            return Json.mapper().readTree(in);
        }
    }

    @Test
    void generatesTheWeightsOfTheExample() {
        assertEquals(0.7666216164272852, GeneratedWeights.unit(0, 0), 1e-15);
        assertEquals(0.5175523047159241, GeneratedWeights.unit(1_000_000, 3), 1e-15);
    }

    @Test
    void namesTensorsInTheOrderOfTheReleasedStateDict() throws IOException {
        List<String> expected = new ArrayList<>();
        example().get("parameterOrder").forEach(n -> expected.add(n.asText()));
        assertEquals(expected, new ArrayList<>(VitWeights.shapes(CONFIG).keySet()));
    }

    @Test
    void subnetsGiveTheLogitsAndActivationsOfTheReleasedCode() throws IOException {
        try (VitWeights weights = GeneratedWeights.of(CONFIG);
                NDManager scope = weights.manager().newSubManager()) {
            NDArray input = scope.create(GeneratedWeights.input(2, 3, 48), new Shape(2, 3, 48, 48));
            for (JsonNode expected : example().get("subnets")) {
                Subnet subnet = Json.mapper().treeToValue(expected.get("subnet"), Subnet.class);
                Map<String, float[]> seen = new HashMap<>();
                NDArray logits = VisionTransformer.forward(
                        CONFIG, weights, subnet, input, (name, value) -> seen.put(name, value.toFloatArray()));
                assertArrayEquals(floats(expected.get("logits")), logits.toFloatArray(), 1e-4f);
                JsonNode trace = expected.get("trace");
                int width = subnet.embedDim();
                first8(trace.get("patch_embed_tok0_first8"), seen.get("patch_embed"), 0);
                for (int n = 0; n < subnet.depth(); n++) {
                    first8(trace.get("block" + n + "_attn_tok1_first8"), seen.get("blocks." + n + ".proj"), width);
                    first8(trace.get("block" + n + "_out_tok0_first8"), seen.get("blocks." + n + ".out"), 0);
                }
            }
        }
    }

    private static void first8(JsonNode expected, float @Nullable [] seen, int from) {
        assertNotNull(seen);
        assertArrayEquals(floats(expected), java.util.Arrays.copyOfRange(seen, from, from + 8), 1e-4f);
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble();
        }
        return values;
    }
}

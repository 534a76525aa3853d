package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCompareCommandTest {

    private static final String Q = "language_model.layers.0.self_attn.q_proj";
    private static final Shape SHAPE = Shape.of(2, 2);

    @TempDir
    private Path folder;

    private String write(String name, Map<String, TensorData> tensors) {
        Path file = folder.resolve(name);
        SequencedMap<String, TensorData> ordered = new LinkedHashMap<>(tensors);
        SafetensorsWriter.write(file, ordered, Map.of());
        return file.toString();
    }

    private static TensorData tensor(DType dtype, float... values) {
        return TensorData.of(dtype, SHAPE, values);
    }

    private static JsonNode compare(String a, String b) throws IOException {
        TerminalTest.Said said = TerminalTest.say("model", "compare", a, b, "--json");
        assertEquals(0, said.code(), said.err());
        return Json.mapper().readTree(said.out());
    }

    @Test
    void givesSparsityDifferenceAndBytesOfEachLayer() throws IOException {
        String a =
                write("a.safetensors", Map.of("model.layers.0.self_attn.q_proj.weight", tensor(DType.F32, 3, 0, 4, 0)));
        String b = write(
                "b.safetensors",
                Map.of("language_model.model.layers.0.self_attn.q_proj.weight", tensor(DType.F16, 0, 0, 4, 0)));
        JsonNode json = compare(a, b);
        assertEquals("espalier.compare/1", json.path("schema").asText());
        JsonNode layer = json.path("layers").path(0);
        assertEquals(1, json.path("layers").size());
        assertEquals(Q, layer.path("name").asText());
        assertEquals("language_model", layer.path("component").asText());
        assertEquals(0.5, layer.path("sparsity").path("a").asDouble());
        assertEquals(0.75, layer.path("sparsity").path("b").asDouble());
        assertEquals(0.6, layer.path("difference").asDouble(), 1e-12);
        assertEquals(1, layer.path("changed").asLong());
        assertEquals(16, layer.path("bytes").path("a").asLong());
        assertEquals(8, layer.path("bytes").path("b").asLong());
        assertEquals(1, json.path("changedLayers").asLong());
        assertEquals(0.75, json.path("sparsity").path("b").asDouble());
    }

    @Test
    void namesTensorsThatOneSideLacks() throws IOException {
        TensorData ones = tensor(DType.F32, 1, 1, 1, 1);
        String a = write("a.safetensors", Map.of("x", ones, "common", ones));
        String b = write("b.safetensors", Map.of("common", ones, "y", ones));
        JsonNode json = compare(a, b);
        assertEquals("[\"x\"]", json.path("onlyInA").toString());
        assertEquals("[\"y\"]", json.path("onlyInB").toString());
        assertEquals(0, json.path("changedLayers").asLong());
        String text = TerminalTest.say("model", "compare", a, b, "--quiet").out();
        assertTrue(text.contains("x  only in A"), text);
        assertTrue(text.contains("1 layers are the same in both"), text);
    }

    @Test
    void aDifferenceWithoutAValueIsNull() throws IOException {
        String a = write(
                "a.safetensors",
                Map.of("zero", tensor(DType.F32, 0, 0, 0, 0), "nan", tensor(DType.F32, 1, 1, Float.NaN, 1)));
        String b = write(
                "b.safetensors", Map.of("zero", tensor(DType.F32, 1, 0, 0, 0), "nan", tensor(DType.F32, 1, 1, 1, 1)));
        for (JsonNode layer : compare(a, b).path("layers")) {
            assertTrue(layer.path("difference").isNull(), layer.toString());
            assertEquals(1, layer.path("changed").asLong(), layer.toString());
        }
        for (JsonNode layer : compare(a, a).path("layers")) {
            assertEquals(0, layer.path("difference").asDouble(), layer.toString());
            assertEquals(0, layer.path("changed").asLong(), layer.toString());
        }
    }

    @Test
    void otherShapesCountAsADifference() throws IOException {
        String a = write("a.safetensors", Map.of("x", tensor(DType.F32, 1, 1, 1, 1)));
        String b = write("b.safetensors", Map.of("x", TensorData.of(Shape.of(4), new float[4])));
        JsonNode json = compare(a, b);
        assertEquals(1, json.path("changedLayers").asLong());
        assertTrue(json.path("layers").path(0).path("difference").isNull());
        assertEquals(
                "{\"a\":[2,2],\"b\":[4]}",
                json.path("layers").path(0).path("shape").toString());
    }

    @Test
    void aWeightAndItsBiasAreTwoLayers() throws IOException {
        TensorData ones = tensor(DType.F32, 1, 1, 1, 1);
        String a = write(
                "a.safetensors",
                Map.of("multi_modal_projector.linear_1.weight", ones, "multi_modal_projector.linear_1.bias", ones));
        String b =
                write("b.safetensors", Map.of("model.mm_projector.0.weight", ones, "model.mm_projector.0.bias", ones));
        JsonNode json = compare(a, b);
        assertEquals(2, json.path("layers").size());
        assertTrue(json.path("onlyInA").isEmpty());
    }

    @Test
    void aMissingFileIsAnInputError() {
        TerminalTest.Said said = TerminalTest.say(
                "model", "compare", folder.toString(), folder.resolve("no").toString());
        assertEquals(3, said.code());
        assertFalse(said.err().isBlank());
    }
}

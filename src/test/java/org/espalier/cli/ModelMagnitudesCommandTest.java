package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelMagnitudesCommandTest {

    @TempDir
    private Path dir = Path.of("");

    private String model = "";

    @BeforeEach
    void writeALlamaInAProject() throws IOException {
        Files.writeString(
                dir.resolve("project.json"),
                "{\"schema\":\"espalier.project/1\",\"name\":\"p\",\"kind\":\"prune\",\"description\":\"\","
                        + "\"model\":\"model.safetensors\"}");
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put(
                "model.layers.0.mlp.up_proj.weight",
                TensorData.of(DType.BF16, Shape.of(2, 4), new float[] {3, -1, 0, 2, 0, 1, -4, 0.5f}));
        tensors.put(
                "model.layers.0.mlp.down_proj.weight",
                TensorData.of(DType.F32, Shape.of(4, 1), new float[] {1, 1, 1, 1}));
        model = dir.resolve("model.safetensors").toString();
        SafetensorsWriter.write(Path.of(model), tensors, Map.of());
    }

    @Test
    void printsALineForEachLayerAndWhereItsNumbersCameFrom() {
        TerminalTest.Said first = TerminalTest.say("model", "magnitudes", model, "--sparsity", "0.5,0.625", "--quiet");
        assertEquals(0, first.code(), first.err());
        assertTrue(
                first.out().contains("16 bytes of weights read and counted in ")
                        && first.out().contains(" GB/s (measured); the counts are kept in " + dir),
                first.out());
        TerminalTest.Said second = TerminalTest.say("model", "magnitudes", model, "--sparsity", "0.5,0.625", "--quiet");
        String kept = second.out().substring(second.out().lastIndexOf(dir.toString()));
        assertEquals("""
                    zeros    50 %: up to, norm² lost  62.5 %: up to, norm² lost  layer
                  25.00 %          1.00000    4.00 %          1.00000    7.20 %  language_model.layers.0.mlp.up_proj
                left out: language_model.layers.0.mlp.down_proj is F32; only BF16 and F16 have so few magnitudes that all can be counted
                no weight was read; the counts are kept in KEPT""".replace("KEPT", kept), second.out());
    }

    @Test
    void printsTheContractAsJson() throws IOException {
        TerminalTest.Said said = TerminalTest.say("model", "magnitudes", model, "--sparsity", "0.5", "--json");
        assertEquals(0, said.code(), said.err());
        JsonNode json = Json.mapper().readTree(said.out());
        assertEquals("espalier.magnitudes/1", json.path("schema").asText());
        assertEquals("weights", json.path("source").asText());
        assertEquals(16, json.path("bytesRead").asLong());
        assertTrue(json.path("gigabytesPerSecond").asDouble() > 0);
        JsonNode layer = json.path("layers").path(0);
        assertEquals("language_model.layers.0.mlp.up_proj", layer.path("name").asText());
        assertEquals(2, layer.path("zeros").asLong());
        assertEquals(Math.sqrt(31.25), layer.path("norm").asDouble(), 1e-12);
        assertEquals(4, layer.at("/cuts/0/pruned").asLong());
        assertEquals(1, layer.at("/cuts/0/threshold").asDouble());
        assertEquals(1.25 / 31.25, layer.at("/cuts/0/share").asDouble(), 1e-12);
        assertEquals("F32", json.at("/skipped/0/dtype").asText());
    }
}

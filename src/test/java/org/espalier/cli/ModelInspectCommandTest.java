package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class ModelInspectCommandTest {

    @TempDir
    private Path dir = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void writeALlama() {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", TensorData.of(DType.F16, Shape.of(2, 2), new float[] {1, 2, 3, 4}));
        tensors.put(
                "model.layers.0.mlp.up_proj.weight", TensorData.of(DType.F16, Shape.of(4), new float[] {1, 0, 0, 0}));
        tensors.put(
                "model.layers.0.mlp.down_proj.weight", TensorData.of(DType.F16, Shape.of(4), new float[] {1, 1, 0, 0}));
        file = dir.resolve("model.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    @Test
    void groupsTensorsByPartAndBlock() {
        TerminalTest.Said said =
                TerminalTest.say("model", "inspect", file.toString(), "--zeros", "--tensors", "--quiet");
        assertEquals(0, said.code(), said.err());
        assertEquals("""
                llama, 12 parameters, 24 B in 3 tensors of F16

                language_model                                   12  24 B                       41.67 % zeros
                  embed_tokens                                    4  F16 [2, 2]                  0.00 % zeros
                  block 0                                         8  2 tensors                  62.50 % zeros
                    mlp.up_proj                                   4  F16 [4]                    75.00 % zeros
                    mlp.down_proj                                 4  F16 [4]                    50.00 % zeros
                """, said.out());
    }

    @Test
    void printsTheContractAsJson() throws Exception {
        TerminalTest.Said said = TerminalTest.say("model", "inspect", file.toString(), "--json");
        assertEquals(0, said.code(), said.err());
        var tree = Json.mapper().readTree(said.out());
        assertEquals("espalier.model/1", tree.path("schema").asText());
        assertEquals("llama", tree.path("kind").asText());
        assertEquals(12, tree.path("parameters").asLong());
        assertTrue(tree.at("/tensors/0/zeros").isNull());
    }

    @Test
    void exitsWithThreeAndOneMessageForABrokenFile() throws Exception {
        Files.write(file, new byte[] {1, 2, 3});
        TerminalTest.Said said = TerminalTest.say("model", "inspect", dir.toString());
        assertEquals(3, said.code());
        assertEquals(
                "espalier: " + file + ": the file has 3 bytes; a safetensors file has at least 8\n"
                        + "  what to do: Download or export the file again.\n",
                said.err());
        assertEquals("", said.out());
    }
}

package org.espalier.format.huggingface;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path dir = Path.of("");

    private Path model = Path.of("");

    @BeforeEach
    void writeTwoShards() throws IOException {
        model = Files.createDirectories(dir.resolve("model"));
        shard("one.safetensors", Map.of("a", new float[] {1, 2}, "b", new float[] {3, 4}));
        shard("two.safetensors", Map.of("c", new float[] {5, 6}));
        Files.writeString(model.resolve("config.json"), "{\"model_type\":\"llama\"}");
        Files.writeString(model.resolve("LICENSE"), "free");
        Files.writeString(model.resolve("old.bin"), "pickle");
        index("\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"c\":\"two.safetensors\"");
    }

    private void shard(String name, Map<String, float[]> values) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        values.keySet().stream().sorted().forEach(key -> {
            float[] data = values.getOrDefault(key, new float[0]);
            tensors.put(key, TensorData.of(DType.F16, Shape.of(data.length), data));
        });
        SafetensorsWriter.write(model.resolve(name), tensors, Map.of("format", "pt"));
    }

    private void index(String entries) throws IOException {
        Files.writeString(
                model.resolve(INDEX), "{\"metadata\": {\"total_size\":12},\"weight_map\":{" + entries + "}}\n");
    }

    @Test
    void opensShardsAsOne() {
        try (Checkpoint c = Checkpoint.open(model)) {
            assertEquals(List.of("a", "b", "c"), List.copyOf(c.names()));
            assertEquals("two.safetensors", c.fileOf("c"));
            assertArrayEquals(new float[] {5, 6}, c.tensor("c").floats());
            assertEquals("llama", c.config().path("model_type").asText());
            WorkbenchException e = assertThrows(WorkbenchException.class, () -> c.tensor("d"));
            assertEquals(model.resolve(INDEX) + ": there is no tensor 'd'", e.getMessage());
        }
    }

    @Test
    void opensOneFileWithoutAConfig() {
        try (Checkpoint c = Checkpoint.open(model.resolve("two.safetensors"))) {
            assertEquals(List.of("c"), List.copyOf(c.names()));
            assertTrue(c.hasConfig());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"a\":\"../one.safetensors\"|format.index.outside",
                "\"a\":\"/etc/passwd\"|format.index.outside",
                "\"a\":\"C:\\\\one.safetensors\"|format.index.outside",
                "\"a\":\"x\\\\..\\\\..\\\\one.safetensors\"|format.index.outside",
                "\"a\":\"one\\u0000.safetensors\"|format.index.outside",
                "\"a\":\"\"|format.index.outside",
                "\"a\":\"three.safetensors\"|format.index.shard-missing",
                "\"a\":3|format.index.weight-map",
                "\"a\":\"one.safetensors\"|format.index.unlisted",
                "\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"x\":\"one.safetensors\"|format.index.tensor-missing",
                "\"a\":\"one.safetensors\",\"b\":\"two.safetensors\",\"c\":\"two.safetensors\"|format.index.tensor-missing",
                "\"a\":\"one.safetensors\",\"a\":\"two.safetensors\"|format.json.malformed",
            })
    void refusesAnIndexThatLies(String entries, String code) throws IOException {
        index(entries);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Checkpoint.open(model));
        assertEquals(code, e.code());
        assertTrue(e.getMessage().startsWith(model.resolve(INDEX).toString()), e.getMessage());
    }

    @Test
    void refusesATensorThatIsInTwoShards() {
        shard("two.safetensors", Map.of("c", new float[] {5, 6}, "a", new float[] {0, 0}));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Checkpoint.open(model));
        assertEquals(
                model.resolve(INDEX)
                        + ": tensor 'a' is in both one.safetensors and two.safetensors, so its value is ambiguous",
                e.getMessage());
    }

    @Test
    void refusesAnIndexWithoutAWeightMap() throws IOException {
        Files.writeString(model.resolve(INDEX), "{\"weight_map\":[]}");
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Checkpoint.open(model));
        assertEquals("format.index.weight-map", e.code());
    }

    @Test
    void followsLinksAsTheHubsCacheMakesThem() throws IOException {
        Path blob = dir.resolve("blob");
        Files.move(model.resolve("two.safetensors"), blob);
        Files.createSymbolicLink(model.resolve("two.safetensors"), Path.of("../blob"));
        try (Checkpoint c = Checkpoint.open(model)) {
            assertTrue(c.has("c"));
        }
        Files.delete(blob);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Checkpoint.open(model));
        assertEquals("format.index.shard-missing", e.code());
    }

    @Test
    void copiesItselfByteForByteButForWhatWasReplaced() throws IOException {
        Path out = dir.resolve("out");
        try (Checkpoint c = Checkpoint.open(model)) {
            c.copyTo(out, Map.of("b", TensorData.of(DType.F16, Shape.of(2), new float[] {7, 8})));
        }
        for (String same : List.of("two.safetensors", INDEX, "config.json", "LICENSE")) {
            assertEquals(-1, Files.mismatch(model.resolve(same), out.resolve(same)), same);
        }
        assertFalse(Files.exists(out.resolve("old.bin")));
        assertEquals(Files.size(model.resolve("one.safetensors")), Files.size(out.resolve("one.safetensors")));
        try (Checkpoint c = Checkpoint.open(out)) {
            assertArrayEquals(new float[] {1, 2}, c.tensor("a").floats());
            assertArrayEquals(new float[] {7, 8}, c.tensor("b").floats());
        }
    }

    @Test
    void leavesOutTheRecordOfTheRunThatMadeTheOriginal() throws IOException {
        List<String> record = List.of("run.json", "events.jsonl", "result.json", "end.json", "run.lock");
        for (String name : record) {
            Files.writeString(model.resolve(name), "{}");
        }
        Path out = dir.resolve("out");
        try (Checkpoint c = Checkpoint.open(model)) {
            c.copyTo(out, Map.of());
        }
        for (String name : record) {
            assertFalse(Files.exists(out.resolve(name)), name);
        }
    }

    @Test
    void copiesWithAnotherShapeAndCorrectsTheTotal() {
        Path out = dir.resolve("out");
        try (Checkpoint c = Checkpoint.open(model)) {
            c.copyTo(out, Map.of("a", TensorData.of(DType.F16, Shape.of(1), new float[] {9})));
        }
        try (Checkpoint c = Checkpoint.open(out)) {
            assertEquals(List.of("a", "b", "c"), List.copyOf(c.names()));
            assertArrayEquals(new float[] {9}, c.tensor("a").floats());
            assertArrayEquals(new float[] {3, 4}, c.tensor("b").floats());
        }
        assertEquals(
                10,
                org.espalier.format.Json.read(out.resolve(INDEX))
                        .at("/metadata/total_size")
                        .asLong());
    }

    @Test
    void refusesToCopyOntoItselfOrToReplaceWhatIsNotThere() {
        try (Checkpoint c = Checkpoint.open(model)) {
            assertEquals(
                    "format.copy-onto-itself",
                    assertThrows(WorkbenchException.class, () -> c.copyTo(model, Map.of()))
                            .code());
            var x = Map.of("x", TensorData.of(Shape.of(1), new float[1]));
            assertEquals(
                    "format.tensor-missing",
                    assertThrows(WorkbenchException.class, () -> c.copyTo(dir.resolve("out"), x))
                            .code());
        }
    }
}

package org.espalier.format.packed;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.TaskContext;
import org.espalier.tensor.Shape;

/// Whatever a packed file says of its layers, they unpack or are refused.
class PackedFuzzTest {

    private static final Path FOLDER = Untrusted.folder("packed");
    private static final Map<String, TensorData> TENSORS = new LinkedHashMap<>();
    private static final JsonNode SAMPLE = sample();

    private static JsonNode sample() {
        float[] values = new float[8 * 64];
        for (int i = 0; i < values.length; i += 3) {
            values[i] = i;
        }
        SafetensorsWriter.write(
                FOLDER.resolve("model.safetensors"),
                new LinkedHashMap<>(Map.of("w", TensorData.of(Shape.of(8, 64), values))),
                Map.of());
        Path packed = FOLDER.resolve("w.packed");
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("model.safetensors"))) {
            PackedWriter.write(checkpoint, Set.of("w"), false, packed, TaskContext.NONE);
        }
        SafetensorsFile file = SafetensorsFile.open(packed); // Its tensors are needed until the process ends.
        file.names().forEach(name -> TENSORS.put(name, TensorData.of(file.tensor(name))));
        try {
            return Json.mapper().readTree(Objects.requireNonNull(file.metadata().get(PackedFile.METADATA)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void unpacksOrRefusesAnyDescription(byte[] bytes) {
        String description = new String(MangledJson.of(SAMPLE, bytes), StandardCharsets.UTF_8);
        Path file = FOLDER.resolve("fuzzed.packed");
        SafetensorsWriter.write(file, new LinkedHashMap<>(TENSORS), Map.of(PackedFile.METADATA, description));
        Untrusted.read(() -> {
            try (PackedFile packed = PackedFile.open(file)) {
                packed.names().forEach(packed::weights);
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyLayer(byte[] bytes) {
        JsonNode layer;
        try {
            layer = Json.mapper().readTree(MangledJson.of(SAMPLE.path("layers").path("w"), bytes));
        } catch (java.io.IOException e) {
            return; // Not JSON: the file's reader says so.
        }
        try {
            LayerSpec spec = SpecJson.parse(layer);
            if (spec.keptRows() > spec.rows() || spec.keptColumns() > spec.columns()) {
                throw new AssertionError("more is kept than there is: " + spec);
            }
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a message that says nothing", e);
            }
        }
    }
}

package org.espalier.format.huggingface;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.Shape;

/// Whatever an index says, every tensor it lists is in a file inside the folder, or it is refused.
class CheckpointFuzzTest {

    private static final String INDEX = "model.safetensors.index.json";
    private static final Path FOLDER = folder();
    private static final JsonNode SAMPLE = sample();

    private static Path folder() {
        Path folder = Untrusted.folder("index");
        for (String name : new String[] {"a", "b"}) {
            Map<String, TensorData> tensors = new LinkedHashMap<>();
            tensors.put(name, TensorData.of(Shape.of(1), new float[1]));
            SafetensorsWriter.write(folder.resolve(name + ".safetensors"), new LinkedHashMap<>(tensors), Map.of());
        }
        return folder;
    }

    private static JsonNode sample() {
        var index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata").put("total_size", 8);
        index.putObject("weight_map").put("a", "a.safetensors").put("b", "b.safetensors");
        return index;
    }

    @FuzzTest(maxDuration = "2m")
    void readsOrRefusesAnyIndex(byte[] bytes) {
        Path file = Untrusted.file(FOLDER, INDEX, MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> ShardIndex.read(file).shards().values().forEach(shard -> {
            if (!file.resolveSibling(shard).normalize().startsWith(FOLDER)) {
                throw new AssertionError("a shard lies outside: " + shard);
            }
        }));
    }

    @FuzzTest(maxDuration = "2m")
    void opensOrRefusesAnyFolderOfShards(byte[] bytes) {
        Untrusted.file(FOLDER, INDEX, MangledJson.of(SAMPLE, bytes));
        Untrusted.read(() -> {
            try (Checkpoint checkpoint = Checkpoint.open(FOLDER)) {
                checkpoint.names().forEach(checkpoint::tensor);
            }
        });
    }
}

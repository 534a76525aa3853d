package org.espalier.compress.quant;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.MangledJson;
import org.espalier.Untrusted;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.Shape;

/// Whatever an int8 network's files say, the network runs within its arrays or is refused.
class NetworkFuzzTest {

    /// The smallest form that has everything: each valid network is also run.
    private static final RandomNetworks.Form SMALLEST =
            new RandomNetworks.Form(8, 4, 0, 8, 1, 2, 4, 8, 4, 2, false).relative(2);

    private static final QuantizedNetwork NETWORK = RandomNetworks.of(SMALLEST, 1);
    private static final NetworkWriter WRITER = new NetworkWriter();
    private static final JsonNode SAMPLE = WRITER.tree(NETWORK);
    private static final SafetensorsFile WEIGHTS = weights();

    private static SafetensorsFile weights() {
        Map<String, TensorData> tensors = new LinkedHashMap<>(WRITER.tensors());
        tensors.put("odd", TensorData.of(Shape.of(1), new float[1]));
        var file = Untrusted.folder("network").resolve("weights.safetensors");
        SafetensorsWriter.write(file, new LinkedHashMap<>(tensors), Map.of());
        return SafetensorsFile.open(file);
    }

    @FuzzTest(maxDuration = "2m")
    void runsOrRefusesAnyNetwork(byte[] bytes) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(MangledJson.of(SAMPLE, bytes));
        } catch (IOException e) {
            return; // The file's reader says so.
        }
        Untrusted.read(() -> {
            QuantizedNetwork read = new NetworkReader("network.json", WEIGHTS).network(tree);
            NetworkCheck.check(read, "network.json");
            Int8Executor.run(read, RandomNetworks.picture(read, 1));
        });
    }

    /// The arrays instead: each takes the place of another.
    @FuzzTest(maxDuration = "2m")
    void runsOrRefusesAnyArrays(byte[] bytes) {
        ObjectNode tree = SAMPLE.deepCopy();
        Map<String, TensorData> tensors = new LinkedHashMap<>(WRITER.tensors());
        String[] names = tensors.keySet().toArray(String[]::new);
        for (int i = 0; i + 1 < Math.min(bytes.length, 8); i += 2) {
            TensorData other = tensors.get(names[(bytes[i + 1] & 0xff) % names.length]);
            if (other != null) {
                tensors.put(names[(bytes[i] & 0xff) % names.length], other);
            }
        }
        var file = Untrusted.folder("network").resolve("fuzzed.safetensors");
        SafetensorsWriter.write(file, new LinkedHashMap<>(tensors), Map.of());
        Untrusted.read(() -> {
            try (SafetensorsFile weights = SafetensorsFile.open(file)) {
                QuantizedNetwork read = new NetworkReader("network.json", weights).network(tree);
                NetworkCheck.check(read, "network.json");
                Int8Executor.run(read, RandomNetworks.picture(read, 1));
            }
        });
    }
}

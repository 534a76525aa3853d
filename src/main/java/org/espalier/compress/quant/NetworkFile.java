package org.espalier.compress.quant;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.task.WorkbenchException;

/// An int8 network as a folder: `network.json` holds the operators and their scalars, `weights.safetensors` their
/// arrays as I8, I16, I32 (and F64 for column-wise scales), named by operator: "blocks.0.fc11.weight".
public final class NetworkFile {

    /// The schema of `network.json`.
    public static final String SCHEMA = "espalier.network/1";

    /// The schema of `network.json` where activations have 16 bits.
    public static final String WIDE_SCHEMA = "espalier.network/2";

    /// The schema of `network.json` where attention knows relative positions.
    public static final String RELATIVE_SCHEMA = "espalier.network/3";

    /// All that are read, oldest first.
    static final List<String> SCHEMAS = List.of(SCHEMA, WIDE_SCHEMA, RELATIVE_SCHEMA);

    static final String JSON = "network.json";
    static final String WEIGHTS = "weights.safetensors";

    private NetworkFile() {}

    /// Writes the two files into a folder that is there.
    public static void write(QuantizedNetwork network, Path folder) {
        NetworkWriter writer = new NetworkWriter();
        Json.write(folder.resolve(JSON), writer.tree(network));
        // In this order: the same network is the same bytes in every process.
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", schema(network));
        metadata.put("name", network.name());
        SafetensorsWriter.write(folder.resolve(WEIGHTS), writer.tensors(), metadata);
    }

    /// The oldest schema that can say what the network has.
    static String schema(QuantizedNetwork network) {
        if (network.ops().stream().anyMatch(op -> op instanceof Op.Attention a && a.relative() != null)) {
            return RELATIVE_SCHEMA;
        }
        boolean wide = network.activations().stream().anyMatch(a -> a.width() == Width.INT16);
        return wide ? WIDE_SCHEMA : SCHEMA;
    }

    /// Reads a network and checks that every operator is within the bounds its arithmetic needs.
    ///
    /// @throws WorkbenchException naming the operator and what is wrong with it
    public static QuantizedNetwork read(Path folder) {
        Path json = folder.resolve(JSON);
        if (!Files.isRegularFile(json)) {
            throw WorkbenchException.input(
                    "quant.network.missing",
                    folder + ": there is no " + JSON,
                    "Give a folder made by 'mcu quantize', such as assets/vit-clothing-int8.");
        }
        try (SafetensorsFile weights = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
            QuantizedNetwork network = new NetworkReader(json.toString(), weights).network(Json.read(json));
            NetworkCheck.check(network, json.toString());
            return network;
        }
    }
}

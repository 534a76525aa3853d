package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// A supernet's folder: `config.json`, `model.safetensors` and, where one is chosen, `subnet.json`.
///
/// @param config its shape
/// @param weights its tensors in the engine's memory; closed with the checkpoint
public record VitCheckpoint(VitConfig config, VitWeights weights) implements AutoCloseable {

    /// The file of the chosen subnet.
    public static final String SUBNET_FILE = "subnet.json";

    /// Whether a `config.json` is one of a supernet.
    public static boolean isSupernet(JsonNode config) {
        return config.path("model_type").asText("").equals(VitConfigFile.MODEL_TYPE);
    }

    /// Loads a supernet as float32. Tensors it has no use for are left alone.
    ///
    /// @throws WorkbenchException if the folder, its configuration or a tensor is missing, malformed or of another
    ///     shape
    public static VitCheckpoint open(Path folder) {
        try (Checkpoint files = Checkpoint.open(folder)) {
            VitConfig config = VitConfigFile.parse(
                    files.config(), files.folder().resolve("config.json").toString());
            VitWeights.shapes(config).forEach((name, shape) -> check(files.tensor(name), shape));
            return new VitCheckpoint(
                    config,
                    VitWeights.of(config, (name, shape) -> files.tensor(name).floats()));
        }
    }

    private static void check(MappedTensor tensor, long[] shape) {
        List<Long> wanted = Arrays.stream(shape).boxed().toList();
        if (!tensor.shape().dims().equals(wanted)) {
            throw WorkbenchException.input(
                    "vit.tensor.shape",
                    tensor.where() + " has shape " + tensor.shape() + ", config.json asks for " + wanted,
                    "Weights and config.json do not belong together: check patch_size, image_size, the widths and the"
                            + " rank ratios.");
        }
    }

    /// Writes configuration and tensors to an existing folder.
    ///
    /// @param type F32, or F16 for half the size
    public static void write(Path folder, VitConfig config, VitWeights weights, DType type) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> tensors.put(name, data(tensor, type)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        Json.write(folder.resolve("config.json"), VitConfigFile.toJson(config));
    }

    /// The values of an engine's array for a file.
    public static TensorData data(NDArray tensor, DType type) {
        try (NDArray values = tensor.stopGradient()) {
            return TensorData.of(type, Shape.of(tensor.getShape().getShape()), values.toFloatArray());
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}

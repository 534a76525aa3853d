package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.TensorName;
import org.jspecify.annotations.Nullable;

/// A checkpoint's tensors under their canonical names, as float32 arrays, whichever layout named them.
final class CheckpointTensors implements TensorSource {

    private final Checkpoint checkpoint;
    private final NDManager manager;
    private final Map<String, Supplier<float[]>> replaced;
    private final Map<String, String> stored = new HashMap<>();

    /// @param replaced other values of some tensors, by their names in the checkpoint
    /// @throws WorkbenchException if two tensors have the same role
    CheckpointTensors(Checkpoint checkpoint, NDManager manager, Map<String, Supplier<float[]>> replaced) {
        this.checkpoint = checkpoint;
        this.manager = manager;
        this.replaced = replaced;
        for (String name : checkpoint.names()) {
            CanonicalName.of(name).ifPresent(canonical -> {
                String other = stored.putIfAbsent(canonical.name(), name);
                if (other != null) {
                    throw WorkbenchException.input(
                            "llava.tensor-twice",
                            checkpoint.folder() + ": tensors " + TensorName.quoted(other) + " and "
                                    + TensorName.quoted(name) + " have the same role",
                            "Use a checkpoint written in one layout.");
                }
            });
        }
    }

    @Override
    public NDArray required(String name, long... shape) {
        NDArray array = optional(name, shape);
        if (array == null) {
            throw WorkbenchException.input(
                    "llava.tensor-missing",
                    checkpoint.folder() + ": no tensor in the role of '" + name + "'"
                            + (name.startsWith("vision_tower.") ? "; the vision tower is incomplete" : ""),
                    "Use a complete checkpoint with its vision tower inside, as Hugging Face's conversion writes it.");
        }
        return array;
    }

    @Override
    public @Nullable NDArray optional(String name, long... shape) {
        MappedTensor tensor = find(name);
        if (tensor == null) {
            return null;
        }
        List<Long> expected = LongStream.of(shape).boxed().toList();
        if (!tensor.shape().dims().equals(expected)) {
            throw WorkbenchException.input(
                    "llava.tensor-shape",
                    tensor.where() + " is " + tensor.shape() + ", but config.json makes it " + expected,
                    "Use config.json and weights of the same model.");
        }
        Supplier<float[]> other = replaced.get(tensor.name());
        NDArray array = manager.create(other == null ? tensor.floats() : other.get(), new Shape(shape));
        tensor.unload();
        return array;
    }

    /// The tensor of that canonical name, or null.
    @Nullable
    MappedTensor find(String name) {
        String actual = stored.get(name);
        return actual == null ? null : checkpoint.tensor(actual);
    }
}

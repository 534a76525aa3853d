package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.CanonicalName;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// A packed file's tensors under their canonical names, unpacked to float32 arrays.
final class PackedTensors implements TensorSource {

    private final PackedFile file;
    private final NDManager manager;
    private final Map<String, String> stored = new HashMap<>();

    PackedTensors(PackedFile file, NDManager manager) {
        this.file = file;
        this.manager = manager;
        for (String name : file.names()) {
            CanonicalName.of(name).ifPresent(role -> stored.putIfAbsent(role.name(), name));
        }
    }

    @Override
    public NDArray required(String name, long... shape) {
        NDArray array = optional(name, shape);
        if (array == null) {
            throw WorkbenchException.input(
                    "llava.tensor-missing",
                    file.path() + ": no tensor in the role of '" + name + "'",
                    "Pack a complete checkpoint, with its vision tower inside.");
        }
        return array;
    }

    @Override
    public @Nullable NDArray optional(String name, long... shape) {
        String actual = stored.get(name);
        if (actual == null) {
            return null;
        }
        org.espalier.tensor.Shape expected = org.espalier.tensor.Shape.of(shape);
        org.espalier.tensor.Shape found;
        float[] values;
        if (file.spec(actual) == null) {
            MappedTensor tensor = file.tensor(actual);
            found = tensor.shape();
            values = found.equals(expected) ? tensor.floats() : new float[0];
        } else {
            Weights weights = file.weights(actual);
            found = org.espalier.tensor.Shape.of(weights.rows(), weights.columns());
            values = found.equals(expected) ? Packing.floats(weights) : new float[0];
        }
        if (!found.equals(expected)) {
            throw WorkbenchException.input(
                    "llava.tensor-shape",
                    file.path() + ": tensor '" + actual + "' is " + found + ", but config.json makes it " + expected,
                    "Pack a checkpoint whose config.json belongs to its weights.");
        }
        return manager.create(values, new Shape(shape));
    }

    /// The tensor of that canonical name if it is there and not packed, or null.
    @Nullable
    MappedTensor find(String name) {
        String actual = stored.get(name);
        return actual == null || file.spec(actual) != null ? null : file.tensor(actual);
    }
}

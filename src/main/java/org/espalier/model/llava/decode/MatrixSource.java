package org.espalier.model.llava.decode;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.CanonicalName;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// A checkpoint's tensors under their canonical names as the kernels take them.
///
/// @param where the file or folder, for messages
/// @param stored canonical name -> name in the checkpoint
/// @param matrices by the name in the checkpoint
/// @param vectors by the name in the checkpoint
public record MatrixSource(
        String where,
        Map<String, String> stored,
        Function<String, Weights> matrices,
        Function<String, MappedTensor> vectors) {

    /// Those of a checkpoint, dense.
    public static MatrixSource of(Checkpoint checkpoint) {
        return new MatrixSource(
                checkpoint.folder().toString(),
                canonical(checkpoint.names()),
                name -> PackedFile.dense(checkpoint.tensor(name)),
                checkpoint::tensor);
    }

    /// Those of a packed file.
    public static MatrixSource of(PackedFile file) {
        return new MatrixSource(file.path().toString(), canonical(file.names()), file::weights, file::tensor);
    }

    private static Map<String, String> canonical(Iterable<String> names) {
        Map<String, String> stored = new HashMap<>();
        for (String name : names) {
            CanonicalName.of(name).ifPresent(role -> stored.putIfAbsent(role.name(), name));
        }
        return stored;
    }

    /// The matrix of that canonical name.
    ///
    /// @throws WorkbenchException if it is missing or has another shape
    Weights matrix(String name, int rows, int columns) {
        Weights w = matrices.apply(required(name));
        if (w.rows() != rows || w.columns() != columns) {
            throw shape(name, w.rows() + " x " + w.columns(), rows + " x " + columns);
        }
        return w;
    }

    /// The vector of that canonical name.
    ///
    /// @throws WorkbenchException if it is missing or has another length
    float[] vector(String name, int length) {
        float[] values = vectors.apply(required(name)).floats();
        if (values.length != length) {
            throw shape(name, String.valueOf(values.length), String.valueOf(length));
        }
        return values;
    }

    /// The same; null if there is none.
    float @Nullable [] optional(String name, int length) {
        return stored.containsKey(name) ? vector(name, length) : null;
    }

    private String required(String name) {
        return Optional.ofNullable(stored.get(name))
                .orElseThrow(() -> WorkbenchException.input(
                        "llava.tensor-missing",
                        where + ": no tensor in the role of '" + name + "'",
                        "Use a complete checkpoint."));
    }

    private WorkbenchException shape(String name, String found, String expected) {
        return WorkbenchException.input(
                "llava.tensor-shape",
                where + ": tensor in the role of '" + name + "' is " + found + ", but config.json makes it " + expected,
                "Use config.json and weights of the same model.");
    }
}

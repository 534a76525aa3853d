package org.espalier.format.huggingface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Which files of a folder are its weights.
///
/// @param folder the folder
/// @param weights the index or the single safetensors file
/// @param whole whether the folder itself was named, so that everything in it belongs to the checkpoint
record CheckpointFiles(Path folder, Path weights, boolean whole) {

    static final String SINGLE = "model.safetensors";
    static final String INDEX_SUFFIX = ".safetensors.index.json";

    private static final String PICKLE = "pytorch_model.bin";
    private static final String PICKLE_INDEX_SUFFIX = ".bin.index.json";

    boolean sharded() {
        String name = weights.getFileName().toString();
        return name.endsWith(INDEX_SUFFIX) || name.endsWith(PICKLE_INDEX_SUFFIX);
    }

    /// Finds the weights of a folder, or takes a file for what it is.
    ///
    /// @throws WorkbenchException if there are none, or several and none has the standard name
    static CheckpointFiles find(Path path) {
        if (!Files.exists(path)) {
            throw WorkbenchException.input(
                    "format.missing", path + ": no such file or folder", "Check the path to the model.");
        }
        if (!Files.isDirectory(path)) {
            Path parent = path.toAbsolutePath().getParent();
            return new CheckpointFiles(parent == null ? path : parent, path, false);
        }
        for (String name : List.of(SINGLE, "model" + INDEX_SUFFIX, PICKLE, "pytorch_model" + PICKLE_INDEX_SUFFIX)) {
            if (Files.exists(path.resolve(name))) {
                return new CheckpointFiles(path, path.resolve(name), true);
            }
        }
        return new CheckpointFiles(path, only(path), true);
    }

    private static Path only(Path folder) {
        List<Path> files;
        try (Stream<Path> children = Files.list(folder)) {
            files = children.sorted().toList();
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
        Path index = onlyWith(folder, files, INDEX_SUFFIX);
        if (index != null) {
            return index;
        }
        Path single = onlyWith(folder, files, ".safetensors");
        if (single != null) {
            return single;
        }
        Path pickle = onlyWith(folder, files, ".bin");
        if (pickle != null) {
            return pickle;
        }
        throw WorkbenchException.input(
                "format.checkpoint.no-weights",
                folder + ": there is no model.safetensors, no pytorch_model.bin and no index of shards",
                "Name the folder that holds the model's weights.");
    }

    private static @Nullable Path onlyWith(Path folder, List<Path> files, String suffix) {
        List<Path> matches = files.stream()
                .filter(f -> f.getFileName().toString().endsWith(suffix))
                .toList();
        if (matches.size() > 1) {
            throw WorkbenchException.input(
                    "format.checkpoint.ambiguous",
                    folder + ": " + matches.size() + " files end in " + suffix + " and none has the standard name",
                    "Name the file to open.");
        }
        return matches.isEmpty() ? null : matches.getFirst();
    }
}

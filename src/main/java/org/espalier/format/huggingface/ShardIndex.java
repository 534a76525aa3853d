package org.espalier.format.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.TensorName;

/// `model.safetensors.index.json`: which shard holds which tensor.
///
/// @param file the index file
/// @param shards tensor name -> file name relative to the index's folder, in the file's order
record ShardIndex(Path file, SequencedMap<String, String> shards) {

    /// Reads an index and checks that every shard it names is an existing file inside the folder.
    ///
    /// @throws WorkbenchException if not
    static ShardIndex read(Path file) {
        JsonNode map = Json.read(file).path("weight_map");
        if (!map.isObject()) {
            throw WorkbenchException.input(
                    "format.index.weight-map",
                    file + ": there is no object 'weight_map'",
                    "Replace the index with the one of the model's own folder.");
        }
        SequencedMap<String, String> shards = new LinkedHashMap<>();
        Map<String, Boolean> checked = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : map.properties()) {
            if (!e.getValue().isTextual()) {
                throw WorkbenchException.input(
                        "format.index.weight-map",
                        file + ": tensor " + TensorName.quoted(e.getKey())
                                + " is mapped to something that is no file name",
                        "Replace the index with the one of the model's own folder.");
            }
            String shard = e.getValue().textValue();
            if (checked.putIfAbsent(shard, true) == null) {
                checkShard(file, e.getKey(), shard);
            }
            shards.put(e.getKey(), shard);
        }
        return new ShardIndex(file, shards);
    }

    private static void checkShard(Path file, String tensor, String shard) {
        String where = file + ": tensor " + TensorName.quoted(tensor) + " is said to be in " + TensorName.quoted(shard);
        if (!staysInside(shard)) {
            throw WorkbenchException.input(
                    "format.index.outside",
                    where + ", which points outside the folder",
                    "Do not trust this index; replace it with the one of the model's own folder.");
        }
        if (!Files.exists(file.resolveSibling(shard))) {
            throw WorkbenchException.input(
                    "format.index.shard-missing",
                    where + ", but there is no such file",
                    "Download the missing shard into " + parent(file) + ".");
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /// Whether a name is a plain relative one: no drive, no root, no step upwards, whatever the system's separator.
    private static boolean staysInside(String shard) {
        String name = shard.replace('\\', '/');
        if (name.isEmpty() || name.startsWith("/") || name.matches("^[A-Za-z]:.*")) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals("..") || part.equals(".")) {
                return false;
            }
        }
        try {
            Path path = Path.of(shard);
            return !path.isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }
}

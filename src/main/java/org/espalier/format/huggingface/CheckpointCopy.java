package org.espalier.format.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.format.safetensors.TensorData;
import org.espalier.format.safetensors.TensorFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.TensorName;
import org.jspecify.annotations.Nullable;

/// Copies a checkpoint in its own layout, with some tensors replaced.
record CheckpointCopy(
        CheckpointFiles files,
        SequencedMap<String, TensorFile> shards,
        SequencedMap<String, String> fileOf,
        @Nullable CheckpointFiles tower) {

    /// Weights in whatever format, which a copy must not drag along beside the new ones.
    private static final Pattern WEIGHTS = Pattern.compile(
            ".*\\.(safetensors|bin|pt|pth|ckpt|gguf|h5|msgpack|onnx|part)|.*\\.(safetensors|bin)\\.index\\.json");

    /// What tells of the run that made the original, and nothing of the copy.
    private static final Pattern RECORDS = Pattern.compile("(run|result|end)\\.json|events\\.jsonl|run\\.lock");

    /// What belongs to a model when only its weights file was named and the folder may hold anything.
    private static final Pattern MODEL_FILES =
            Pattern.compile("(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab"
                    + "|preprocessor_config|processor_config|chat_template|subnet)\\.json"
                    + "|tokenizer\\.model|merges\\.txt|chat_template\\.jinja");

    void to(Path out, Map<String, ? extends TensorData> replaced) {
        Map<String, Map<String, TensorData>> perShard = new HashMap<>();
        replaced.forEach((name, data) ->
                perShard.computeIfAbsent(shardOf(name), _ -> new HashMap<>()).put(name, data));
        try {
            Files.createDirectories(out);
            if (Files.isSameFile(out, files.folder())) {
                throw WorkbenchException.input(
                        "format.copy-onto-itself",
                        out + ": a checkpoint cannot be written over itself while it is open",
                        "Choose another folder for the result.");
            }
            shards.forEach((name, file) -> file.rewrite(out.resolve(name), perShard.getOrDefault(name, Map.of())));
            copySideFiles(files, out);
            if (tower != null) {
                Path inside = out.resolve(tower.folder().getFileName());
                copySideFiles(tower, inside);
                if (tower.sharded()) {
                    Path index = tower.weights();
                    Files.copy(index, inside.resolve(index.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (files.sharded()) {
                writeIndex(out, replaced);
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unwritable",
                    out + ": cannot be written: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    private String shardOf(String tensor) {
        String shard = fileOf.get(tensor);
        if (shard == null) {
            throw WorkbenchException.input(
                    "format.tensor-missing",
                    files.weights() + ": there is no tensor " + TensorName.quoted(tensor) + " to replace",
                    "Check the layer's name.");
        }
        return shard;
    }

    private static void copySideFiles(CheckpointFiles files, Path out) throws IOException {
        List<Path> side;
        try (Stream<Path> children = Files.list(files.folder())) {
            side = children.filter(Files::isRegularFile)
                    .filter(file -> belongs(files, file))
                    .toList();
        }
        for (Path file : side) {
            Files.copy(file, out.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean belongs(CheckpointFiles files, Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(".")
                || WEIGHTS.matcher(name).matches()
                || RECORDS.matcher(name).matches()) {
            return false;
        }
        return files.whole() || MODEL_FILES.matcher(name).matches();
    }

    /// The index stays byte for byte, unless the weights changed their size or number.
    private void writeIndex(Path out, Map<String, ? extends TensorData> replaced) throws IOException {
        long change = 0;
        Map<String, String> added = new LinkedHashMap<>();
        for (Map.Entry<String, ? extends TensorData> e : replaced.entrySet()) {
            String place = shardOf(e.getKey());
            TensorFile shard = shards.get(place);
            change += e.getValue().bytes();
            if (shard != null && shard.names().contains(e.getKey())) {
                change -= shard.tensor(e.getKey()).bytes();
            } else {
                added.put(e.getKey(), place);
            }
        }
        Path target = out.resolve(files.weights().getFileName());
        if (change == 0 && added.isEmpty()) {
            Files.copy(files.weights(), target, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        JsonNode index = Json.read(files.weights());
        if (index instanceof ObjectNode tree) {
            if (tree.path("metadata") instanceof ObjectNode metadata) {
                metadata.put("total_size", metadata.path("total_size").asLong() + change);
            }
            if (tree.path("weight_map") instanceof ObjectNode map) {
                added.forEach(map::put);
            }
        }
        Json.write(target, index);
    }
}

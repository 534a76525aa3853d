package org.espalier.format.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.espalier.format.Json;
import org.espalier.format.SeparateTower;
import org.espalier.format.pytorch.TorchFile;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.TensorData;
import org.espalier.format.safetensors.TensorFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.TensorName;
import org.jspecify.annotations.Nullable;

/// A model's folder: config, and weights in one file or in shards under an index, safetensors or PyTorch's archives.
///
/// Tensors are mapped, never loaded; they live until the checkpoint is closed. Safe for use by several
/// threads.
public final class Checkpoint implements AutoCloseable {

    private static final String PROJECTOR = "mm_projector.bin";
    private static final String TOWER = "vision_model.";

    private final CheckpointFiles files;
    private final SequencedMap<String, TensorFile> shards;
    private final SequencedMap<String, String> fileOf;
    private final @Nullable JsonNode config;
    private final @Nullable CheckpointFiles tower;

    private Checkpoint(
            CheckpointFiles files,
            SequencedMap<String, TensorFile> shards,
            SequencedMap<String, String> fileOf,
            @Nullable JsonNode config,
            @Nullable CheckpointFiles tower) {
        this.tower = tower;
        this.files = files;
        this.shards = shards;
        this.fileOf = fileOf;
        this.config = config;
    }

    /// Opens a folder, a safetensors file or an index; checks every shard's header and that index and
    /// shards agree.
    ///
    /// @throws WorkbenchException if something is missing, malformed or contradictory
    public static Checkpoint open(Path folderOrFile) {
        CheckpointFiles files = CheckpointFiles.find(folderOrFile);
        Path configFile = files.folder().resolve("config.json");
        JsonNode config = Files.exists(configFile) ? object(configFile) : null;
        SequencedMap<String, TensorFile> shards = new LinkedHashMap<>();
        try {
            SequencedMap<String, String> fileOf =
                    files.sharded() ? openIndexed(files, shards) : openSingle(files, shards);
            addProjector(files, shards, fileOf);
            Checkpoint tower = tower(files, config, fileOf);
            if (tower == null) {
                return new Checkpoint(files, shards, fileOf, config, null);
            }
            String name = tower.files.folder().getFileName().toString() + "/";
            tower.shards.forEach((shard, file) -> shards.put(name + shard, file));
            tower.fileOf.forEach((tensor, shard) -> {
                if (tensor.startsWith(TOWER)) {
                    fileOf.put(tensor, name + shard);
                }
            });
            return new Checkpoint(files, shards, fileOf, withTower(config, tower.config), tower.files);
        } catch (WorkbenchException e) {
            shards.values().forEach(TensorFile::close);
            throw e;
        }
    }

    private static JsonNode object(Path file) {
        JsonNode node = Json.read(file);
        if (!node.isObject()) {
            throw WorkbenchException.input(
                    "format.config.shape",
                    file + ": not a JSON object",
                    "Replace it with the config.json of the model's own folder.");
        }
        return node;
    }

    private static SequencedMap<String, String> openSingle(
            CheckpointFiles files, SequencedMap<String, TensorFile> shards) {
        String name = files.weights().getFileName().toString();
        TensorFile file = openFile(files.weights());
        shards.put(name, file);
        SequencedMap<String, String> fileOf = new LinkedHashMap<>();
        file.names().forEach(tensor -> fileOf.put(tensor, name));
        return fileOf;
    }

    /// A file by its name: PyTorch's archives end in `.bin`, `.pt` or `.pth`.
    private static TensorFile openFile(Path file) {
        return file.getFileName().toString().matches(".*\\.(bin|pt|pth)")
                ? TorchFile.open(file)
                : SafetensorsFile.open(file);
    }

    /// The projector that the original release's first stage leaves in a file of its own.
    private static void addProjector(
            CheckpointFiles files, SequencedMap<String, TensorFile> shards, SequencedMap<String, String> fileOf) {
        Path file = files.folder().resolve(PROJECTOR);
        boolean inside = fileOf.keySet().stream().anyMatch(name -> name.contains("mm_projector."));
        if (!files.whole() || inside || shards.containsKey(PROJECTOR) || !Files.exists(file)) {
            return;
        }
        TensorFile projector = openFile(file);
        shards.put(PROJECTOR, projector);
        projector.names().forEach(tensor -> fileOf.putIfAbsent(tensor, PROJECTOR));
    }

    /// The tower the original release keeps in a folder of its own, where it is not inside the checkpoint.
    private static @Nullable Checkpoint tower(
            CheckpointFiles files, @Nullable JsonNode config, SequencedMap<String, String> fileOf) {
        if (config == null || (!files.whole() && !files.sharded())) {
            return null;
        }
        boolean inside = fileOf.keySet().stream().anyMatch(name -> name.contains(TOWER));
        return inside
                ? null
                : SeparateTower.find(files.folder(), config)
                        .map(Checkpoint::open)
                        .orElse(null);
    }

    /// The model's configuration with the section that stands in the tower's own.
    private static @Nullable JsonNode withTower(@Nullable JsonNode config, @Nullable JsonNode tower) {
        if (!(config instanceof ObjectNode own) || tower == null || own.has("vision_config")) {
            return config;
        }
        ObjectNode both = own.deepCopy();
        both.set("vision_config", tower.has("vision_config") ? tower.path("vision_config") : tower);
        return both;
    }

    private static SequencedMap<String, String> openIndexed(
            CheckpointFiles files, SequencedMap<String, TensorFile> shards) {
        ShardIndex index = ShardIndex.read(files.weights());
        for (String shard : index.shards().sequencedValues()) {
            if (!shards.containsKey(shard)) {
                shards.put(shard, openFile(files.folder().resolve(shard)));
            }
        }
        SequencedMap<String, String> fileOf = new LinkedHashMap<>();
        shards.forEach((shard, file) -> file.names().forEach(tensor -> {
            String other = fileOf.putIfAbsent(tensor, shard);
            if (other != null) {
                throw contradiction(
                        "twice",
                        files,
                        tensor,
                        "is in both " + other + " and " + shard + ", so its value is ambiguous");
            }
            if (!index.shards().containsKey(tensor)) {
                throw contradiction("unlisted", files, tensor, "is in " + shard + " but the index does not list it");
            }
        }));
        index.shards().forEach((tensor, shard) -> {
            if (!shard.equals(fileOf.get(tensor))) {
                throw contradiction(
                        "tensor-missing", files, tensor, "is not in " + shard + ", where the index says it is");
            }
        });
        return fileOf;
    }

    private static WorkbenchException contradiction(String code, CheckpointFiles files, String tensor, String what) {
        return WorkbenchException.input(
                "format.index." + code,
                files.weights() + ": tensor " + TensorName.quoted(tensor) + " " + what,
                "Download index and shards again, all from the same revision of the model.");
    }

    /// The folder the weights are in.
    public Path folder() {
        return files.folder();
    }

    /// Whether this is all there is of the model: a folder or an index was opened, not one file that may
    /// be a shard.
    public boolean complete() {
        return files.whole() || files.sharded();
    }

    /// Whether there is a `config.json`.
    public boolean hasConfig() {
        return config != null;
    }

    /// The tree of `config.json`, an object; with the `vision_config` of a tower in a folder of its own.
    ///
    /// @throws WorkbenchException if there is none
    public JsonNode config() {
        JsonNode tree = config;
        if (tree == null) {
            throw WorkbenchException.input(
                    "format.config.missing",
                    files.folder().resolve("config.json") + ": no such file",
                    "Put the model's config.json beside its weights.");
        }
        return tree;
    }

    /// The names of all tensors, shard by shard in the order of their bytes.
    public SequencedSet<String> names() {
        return Collections.unmodifiableSequencedSet(fileOf.sequencedKeySet());
    }

    /// Whether there is a tensor of that name.
    public boolean has(String name) {
        return fileOf.containsKey(name);
    }

    /// The tensor of that name.
    ///
    /// @throws WorkbenchException if there is none; the message names file and tensor
    public MappedTensor tensor(String name) {
        return shard(fileOf(name)).tensor(name);
    }

    /// The name of the file that holds a tensor, relative to [#folder()].
    ///
    /// @throws WorkbenchException if there is no such tensor
    public String fileOf(String name) {
        String file = fileOf.get(name);
        if (file == null) {
            throw WorkbenchException.input(
                    "format.tensor-missing",
                    files.weights() + ": there is no tensor " + TensorName.quoted(name),
                    "Check that the checkpoint is complete and of the architecture its config.json names.");
        }
        return file;
    }

    /// The file that holds a tensor; a tower in a folder of its own has files elsewhere than [#folder()].
    ///
    /// @throws WorkbenchException if there is no such tensor
    public Path pathOf(String name) {
        return shard(fileOf(name)).path();
    }

    /// Writes this checkpoint to `out` with some tensors replaced. Shards, index, side files, tensor
    /// order, names and the bytes of every other tensor stay as they are; memory stays bounded.
    ///
    /// @param out a folder, made if absent; files in it are overwritten
    /// @throws WorkbenchException if a replaced tensor does not exist here, or the folder cannot be written
    public void copyTo(Path out, Map<String, ? extends TensorData> replaced) {
        copyTo(out, replaced, Map.of());
    }

    /// The same with tensors added.
    ///
    /// @param beside name of an added tensor -> the tensor whose shard it joins
    public void copyTo(Path out, Map<String, ? extends TensorData> replaced, Map<String, String> beside) {
        SequencedMap<String, String> places = new LinkedHashMap<>(fileOf);
        beside.forEach((name, neighbour) -> places.put(name, fileOf(neighbour)));
        new CheckpointCopy(files, shards, places, tower).to(out, replaced);
    }

    private TensorFile shard(String name) {
        TensorFile file = shards.get(name);
        if (file == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return file;
    }

    @Override
    public void close() {
        shards.values().forEach(TensorFile::close);
    }
}

package org.espalier.format.packed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Pattern;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.TensorName;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// An open packed file: mapped, its description checked; a layer's parts are checked when it is read.
public final class PackedFile implements AutoCloseable {

    static final String SCHEMA = "espalier.packed/1";
    static final String METADATA = "espalier.packed";
    static final String SIDE_FILE = "file:";

    /// What belongs to a model beside its weights.
    static final Pattern SIDE_FILES =
            Pattern.compile("(config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens"
                    + "|preprocessor_config|processor_config|chat_template)\\.json|tokenizer\\.model"
                    + "|chat_template\\.jinja");

    private final SafetensorsFile file;
    private final SequencedMap<String, LayerSpec> layers;

    private PackedFile(SafetensorsFile file, SequencedMap<String, LayerSpec> layers) {
        this.file = file;
        this.layers = layers;
    }

    /// Whether a path is a packed file, told by its metadata; what is wrong with another file is not said
    /// here.
    public static boolean is(Path path) {
        return Files.isRegularFile(path) && hasMetadata(path);
    }

    private static boolean hasMetadata(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            return file.metadata().containsKey(METADATA);
        } catch (WorkbenchException e) {
            return false; // Whoever opens it as what it should be says what is wrong.
        }
    }

    /// Opens a file and checks its header and description.
    ///
    /// @throws WorkbenchException if it is missing, malformed or no packed file
    public static PackedFile open(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        try {
            return new PackedFile(file, specs(file));
        } catch (WorkbenchException e) {
            file.close();
            throw e;
        }
    }

    private static SequencedMap<String, LayerSpec> specs(SafetensorsFile file) {
        String text = file.metadata().get(METADATA);
        if (text == null) {
            throw refusal(file, "description", "this is no packed file: its metadata has no " + METADATA);
        }
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw refusal(file, "description", "the metadata " + METADATA + " is not valid JSON");
        }
        if (!tree.path("schema").asText().equals(SCHEMA) || !tree.path("layers").isObject()) {
            throw refusal(file, "description", "the metadata " + METADATA + " is not of the schema " + SCHEMA);
        }
        SequencedMap<String, LayerSpec> layers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> layer : tree.path("layers").properties()) {
            String name = layer.getKey();
            try {
                layers.put(name, SpecJson.parse(layer.getValue()));
            } catch (IllegalArgumentException e) {
                throw refusal(file, "layer", "layer " + TensorName.quoted(name) + " " + e.getMessage());
            }
            if (file.names().contains(name)) {
                throw refusal(file, "twice", "layer " + TensorName.quoted(name) + " is there packed and unpacked");
            }
        }
        return layers;
    }

    static WorkbenchException refusal(SafetensorsFile file, String code, String what) {
        return WorkbenchException.input(
                "format.packed." + code,
                file.path() + ": " + what,
                "Pack the checkpoint again with 'espalier prune pack'.");
    }

    /// Where it is.
    public Path path() {
        return file.path();
    }

    /// The checkpoint's tensors: those that stand here as they are, then the packed ones.
    public SequencedSet<String> names() {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (String name : file.names()) {
            if (!name.startsWith(SIDE_FILE) && name.indexOf('#') < 0) {
                names.add(name);
            }
        }
        names.addAll(layers.keySet());
        return names;
    }

    /// How a layer is packed; null if it is not.
    public @Nullable LayerSpec spec(String name) {
        return layers.get(name);
    }

    /// A tensor that is not packed.
    ///
    /// @throws WorkbenchException if there is none of that name
    public MappedTensor tensor(String name) {
        return file.tensor(name);
    }

    /// A matrix as the kernels take it, packed or not.
    ///
    /// @throws WorkbenchException if its parts are missing or contradict each other
    public Weights weights(String name) {
        LayerSpec spec = layers.get(name);
        if (spec == null) {
            return dense(file.tensor(name));
        }
        return new LayerReader(file, name, spec).read();
    }

    /// A dense matrix as the kernels take it.
    ///
    /// @throws WorkbenchException if it is no matrix of floating-point numbers
    public static Weights dense(MappedTensor tensor) {
        if (tensor.shape().rank() != 2
                || tensor.shape().elements() > Integer.MAX_VALUE / 2
                || tensor.shape().elements() < 1) {
            throw WorkbenchException.input(
                    "format.packed.matrix",
                    tensor.where() + " is " + tensor.shape() + "; a matrix of at most 2^30 elements is needed",
                    "Use a LLaMA-shaped checkpoint.");
        }
        return Elements.of(tensor).weights(false, false);
    }

    /// Writes the model's side files (config.json, the tokenizer) to a folder.
    ///
    /// @throws WorkbenchException if a name is none of a side file, or the folder cannot be written
    public void writeSideFiles(Path folder) {
        List<String> plainNames = file.names().stream()
                .filter(name -> name.startsWith(SIDE_FILE))
                .map(name -> name.substring(SIDE_FILE.length()))
                .toList();
        for (String plain : plainNames) {
            if (!SIDE_FILES.matcher(plain).matches()) {
                throw refusal(file, "side-file", TensorName.quoted(plain) + " is not a file of a model");
            }
        }
        for (String plain : plainNames) {
            try {
                Files.write(
                        folder.resolve(plain),
                        file.tensor(SIDE_FILE + plain).data().toArray(ValueLayout.JAVA_BYTE));
            } catch (IOException e) {
                throw WorkbenchException.input(
                        "format.unwritable",
                        folder.resolve(plain) + ": cannot be written: " + e.getMessage(),
                        "Check the folder's rights and the space left on the disk.",
                        e);
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }
}

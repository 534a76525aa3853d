package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.espalier.format.Json;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.ComputeDevice;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// A LLaVA checkpoint, loaded and ready to run in float32, whatever its stored type.
///
/// Close it to free the weights. One thread at a time.
public final class LlavaModel implements LanguageModel, AutoCloseable {

    private final Path folder;
    private final NDManager manager;
    private final LlavaWeights weights;

    private LlavaModel(Path folder, NDManager manager, LlavaWeights weights) {
        this.folder = folder;
        this.manager = manager;
        this.weights = weights;
    }

    /// Loads a Hugging Face LLaVA folder.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is another architecture, incomplete or malformed
    public static LlavaModel open(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return open(checkpoint, Map.of(), Decoder::from);
        }
    }

    /// Loads a checkpoint that is open; `decoder` reads its decoder, wholly or piece by piece later.
    ///
    /// @param replaced other values of some tensors, by their names in the checkpoint
    static LlavaModel open(
            Checkpoint checkpoint,
            Map<String, Supplier<float[]>> replaced,
            BiFunction<TensorSource, TextConfig, Decoder> decoder) {
        JsonNode tree = checkpoint.config();
        LlavaConfig config =
                LlavaConfig.read(checkpoint.folder().resolve("config.json").toString(), tree);
        NDManager manager = NDManager.newBaseManager(ComputeDevice.engine(), "PyTorch");
        try {
            CheckpointTensors tensors = new CheckpointTensors(checkpoint, manager, replaced);
            LlavaConfig complete = config.withText(completed(config.text(), tensors, tree));
            TorchThreads.suit(complete.text());
            LlavaWeights weights = LlavaWeights.from(tensors, complete, decoder.apply(tensors, complete.text()));
            return new LlavaModel(checkpoint.folder(), manager, weights);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /// Loads a packed file; its decoder blocks are unpacked one at a time, whenever a prompt is computed.
    ///
    /// @param folder where its side files are
    static LlavaModel open(PackedFile file, Path folder) {
        Path configFile = folder.resolve("config.json");
        JsonNode tree = Json.read(configFile);
        LlavaConfig config = LlavaConfig.read(file.path() + ", config.json", tree);
        NDManager manager = NDManager.newBaseManager(ComputeDevice.engine(), "PyTorch");
        try {
            PackedTensors tensors = new PackedTensors(file, manager);
            LlavaConfig complete = config.withText(completed(config.text(), tensors::find, tree));
            TextConfig text = complete.text();
            TorchThreads.suit(text);
            var blocks = new StreamedBlocks(fresh -> new PackedTensors(file, fresh), manager, text);
            Decoder decoder = Decoder.around(tensors, text, blocks);
            return new LlavaModel(folder, manager, LlavaWeights.from(tensors, complete, decoder));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /// Where a tensor of a canonical name may be.
    private interface Finder {
        @Nullable
        MappedTensor find(String name);
    }

    /// Some published configurations understate the vocabulary: the embedding's rows count. A head that is
    /// absent is the embedding where any level of the configuration ties them.
    static TextConfig completed(TextConfig text, CheckpointTensors tensors, JsonNode tree) {
        return completed(text, tensors::find, tree);
    }

    private static TextConfig completed(TextConfig text, Finder tensors, JsonNode tree) {
        int rows = text.vocabulary();
        MappedTensor embedding = tensors.find("language_model.embed_tokens.weight");
        if (embedding != null && embedding.shape().rank() == 2) {
            rows = Math.clamp(embedding.shape().dim(0), 1, 10_000_000);
        }
        boolean headless = tensors.find("lm_head.weight") == null;
        boolean tied =
                text.tied() || (headless && tree.path("tie_word_embeddings").asBoolean(false));
        return text.with(rows, tied);
    }

    /// Its shape.
    public LlavaConfig config() {
        return weights.config();
    }

    /// Its parts. Their arrays may be overwritten ([NDArray#set]); the next pass uses the new values.
    public LlavaWeights weights() {
        return weights;
    }

    @Override
    public Decoder decoder() {
        return weights.decoder();
    }

    @Override
    public NDManager newManager() {
        return manager.newSubManager();
    }

    @Override
    public NDArray embed(NDManager manager, Prompt prompt) {
        int[] ids = prompt.tokens();
        NDArray text = weights.decoder().embed(manager.create(textIds(ids), new Shape(1, ids.length)));
        if (prompt.pictures().isEmpty()) {
            return text;
        }
        NDArray pictures = pictures(manager, prompt.pictures());
        NDList parts = new NDList();
        int perPicture = config().tokensPerPicture();
        int at = 0;
        int picture = 0;
        while (at < ids.length) {
            int end = at;
            if (ids[at] == config().imageToken() && picture < prompt.pictures().size()) {
                parts.add(pictures.get(picture + ":" + (picture + 1)));
                picture++;
                end += perPicture;
            } else {
                end++; // Whatever it is: an image token without a picture is a text's, too.
                while (end < ids.length && ids[end] != config().imageToken()) {
                    end++;
                }
                parts.add(text.get(":, " + at + ":" + end));
            }
            at = end;
        }
        return NDArrays.concat(parts, 1);
    }

    /// The image token may have no row of its own; its embedding is never used.
    private int[] textIds(int[] ids) {
        int[] safe = ids.clone();
        for (int i = 0; i < safe.length; i++) {
            if (safe[i] == config().imageToken()) {
                safe[i] = 0;
            }
        }
        return safe;
    }

    /// Projected pictures, (pictures, tokensPerPicture, hidden): one is seen at a time, so that memory is
    /// bounded.
    private NDArray pictures(NDManager manager, List<float[]> pixels) {
        int side = config().vision().image();
        NDList seen = new NDList();
        for (float[] one : pixels) {
            if (one.length != 3 * side * side) {
                throw WorkbenchException.input(
                        "llava.picture-size",
                        folder + ": preprocessor_config.json makes pictures of " + one.length / 3
                                + " pixels, but the vision tower takes " + side + " x " + side,
                        "Use the preprocessor_config.json that came with the model.");
            }
            try (NDManager pass = manager.newSubManager()) {
                NDArray picture = weights.pictures(pass.create(one, new Shape(1, 3, side, side)), LinearObserver.NONE);
                picture.attach(manager);
                seen.add(picture);
            }
        }
        return seen.size() == 1 ? seen.head() : NDArrays.concat(seen, 0);
    }

    /// An empty cache for a new sequence.
    KeyValueCache newCache() {
        return new KeyValueCache(manager);
    }

    /// Logits at the last position of a prompt, one per row of the vocabulary.
    public float[] logits(Prompt prompt) {
        try (NDManager pass = newManager()) {
            NDArray embedded = embed(pass, prompt);
            Frame frame = Frame.causal(pass, config().text(), 0, prompt.tokens().length);
            NDArray states = weights.decoder().forward(embedded, frame, null, LinearObserver.NONE);
            return weights.decoder().logits(states.get(":, -1")).toFloatArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}

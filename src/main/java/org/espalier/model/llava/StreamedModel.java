package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.ComputeDevice;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.NativeMemory;
import org.jspecify.annotations.Nullable;

/// A LLaVA or LLaMA whose decoder blocks stay in their file and are read one at a time, so that a model larger
/// than memory can be run block by block. Everything else is loaded.
///
/// A block's arrays may be overwritten ([NDArray#set]); that holds until another block is asked for. One thread
/// at a time.
public final class StreamedModel implements LanguageModel, AutoCloseable {

    private final Checkpoint checkpoint;
    private final NDManager manager;
    private final Decoder decoder;
    private final @Nullable LlavaModel llava;

    private StreamedModel(Checkpoint checkpoint, NDManager manager, Decoder decoder, @Nullable LlavaModel llava) {
        this.checkpoint = checkpoint;
        this.manager = manager;
        this.decoder = decoder;
        this.llava = llava;
    }

    /// Opens a folder and loads what stands around the decoder's blocks; of a LLaVA, tower and projector too.
    ///
    /// @throws WorkbenchException if it is another architecture, incomplete or malformed
    public static StreamedModel open(Path folder) {
        return open(folder, true, Map.of());
    }

    /// Opens a folder with other values of some of its tensors.
    ///
    /// @param pictures whether tower and projector are opened too
    /// @param replaced values by the tensors' names in the checkpoint, asked for whenever they are needed
    /// @throws WorkbenchException if it is another architecture, incomplete or malformed
    public static StreamedModel open(Path folder, boolean pictures, Map<String, Supplier<float[]>> replaced) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        NDManager manager = NDManager.newBaseManager(ComputeDevice.engine(), "PyTorch");
        try {
            JsonNode tree = checkpoint.config();
            if (pictures && !tree.path("model_type").asText("").equals("llama")) {
                LlavaModel llava = LlavaModel.open(
                        checkpoint,
                        replaced,
                        (source, text) -> Decoder.around(source, text, blocks(checkpoint, manager, text, replaced)));
                return new StreamedModel(checkpoint, manager, llava.weights().decoder(), llava);
            }
            CheckpointTensors tensors = new CheckpointTensors(checkpoint, manager, replaced);
            String file = checkpoint.folder().resolve("config.json").toString();
            TextConfig text = LlavaModel.completed(ConfigReader.readText(file, tree), tensors, tree);
            TorchThreads.suit(text);
            Decoder decoder = Decoder.around(tensors, text, blocks(checkpoint, manager, text, replaced));
            return new StreamedModel(checkpoint, manager, decoder, null);
        } catch (RuntimeException e) {
            manager.close();
            checkpoint.close();
            throw e;
        }
    }

    /// The folder it came from.
    public Path folder() {
        return checkpoint.folder();
    }

    /// The decoder; its list of blocks reads a block when it is asked for, and holds one.
    @Override
    public Decoder decoder() {
        return decoder;
    }

    /// The model with its tower and projector, if it sees pictures.
    public Optional<LlavaModel> llava() {
        return Optional.ofNullable(llava);
    }

    /// Frees tower and projector, which are not needed once pictures are embedded. No picture can be seen afterwards.
    public void forgetPictures() {
        if (llava != null) {
            llava.weights().closePictures();
            NativeMemory.release();
        }
    }

    @Override
    public NDManager newManager() {
        return manager.newSubManager();
    }

    /// The decoder's input for a prompt, (1, tokens, hidden), under `pass`.
    ///
    /// @throws WorkbenchException if the prompt has pictures and the model sees none
    @Override
    public NDArray embed(NDManager pass, Prompt prompt) {
        if (llava != null) {
            return llava.embed(pass, prompt);
        }
        if (!prompt.pictures().isEmpty()) {
            throw WorkbenchException.input(
                    "llama.picture",
                    folder() + ": the model sees no pictures, but a prompt has one",
                    "Use prompts without pictures, or a LLaVA checkpoint.");
        }
        return decoder.embed(pass.create(prompt.tokens(), new Shape(1, prompt.tokens().length)));
    }

    /// Logits at the last position of a prompt, one per row of the vocabulary.
    public float[] logits(Prompt prompt) {
        try (NDManager pass = newManager()) {
            Frame frame = Frame.causal(pass, decoder.config(), 0, prompt.tokens().length);
            NDArray states = decoder.forward(embed(pass, prompt), frame, null, LinearObserver.NONE);
            return decoder.logits(states.get(":, -1")).toFloatArray();
        }
    }

    @Override
    public void close() {
        if (llava != null) {
            llava.close();
        }
        manager.close();
        checkpoint.close();
    }

    private static StreamedBlocks blocks(
            Checkpoint checkpoint, NDManager manager, TextConfig text, Map<String, Supplier<float[]>> replaced) {
        return new StreamedBlocks(fresh -> new CheckpointTensors(checkpoint, fresh, replaced), manager, text);
    }
}

package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// Where a batch of prompts stands between two decoder blocks: the tool of block-by-block calibration.
///
/// Each prompt is one sequence without padding, so that no state is that of a padding token. For every block:
/// [#observeEach] shows what its linear layers are given, the caller overwrites the block's weights, and [#advance]
/// runs the changed block to make the next block's inputs.
///
/// ```java
/// try (BlockStates states = BlockStates.of(model, prompts, context)) {
///     for (int block = 0; block < states.blocks(); block++) {
///         states.observeEach(block, (batch, pass) -> statistics, context);
///         for (Linear linear : model.decoder().blocks().get(block).linears()) {
///             linear.weight().set(pruned(linear));
///         }
///         states.advance(block, context);
///     }
/// }
/// ```
public final class BlockStates implements AutoCloseable {

    private static final int TOKENS_AT_ONCE = 2048;

    /// Width up to which so many tokens are run at once; a wider model runs fewer, so that what a block makes of them
    /// stays as small.
    private static final int WIDTH = 1024;

    private final LanguageModel model;
    private final NDManager manager;
    private final List<NDArray> states;
    private final List<List<Prompt>> batches;
    private int advanced;

    private BlockStates(LanguageModel model, NDManager manager, List<NDArray> states, List<List<Prompt>> batches) {
        this.model = model;
        this.manager = manager;
        this.states = states;
        this.batches = List.copyOf(batches);
    }

    /// The prompts at the input of block 0: pictures seen and projected, texts embedded. Those of one length
    /// are run together, up to [#TOKENS_AT_ONCE] tokens, fewer in a wide model.
    public static BlockStates of(LanguageModel model, List<Prompt> prompts, TaskContext context) {
        NDManager manager = model.newManager();
        try {
            List<List<Prompt>> batches = divide(prompts, model);
            List<NDArray> states = new ArrayList<>();
            int done = 0;
            for (List<Prompt> batch : batches) {
                NDArray embedded = embed(model, batch, context);
                embedded.attach(manager);
                states.add(embedded);
                done += batch.size();
                context.progress(done, prompts.size());
            }
            return new BlockStates(model, manager, states, batches);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static List<List<Prompt>> divide(List<Prompt> prompts, LanguageModel model) {
        int atOnce = TOKENS_AT_ONCE
                * WIDTH
                / Math.max(WIDTH, model.decoder().config().hidden());
        Map<Integer, List<Prompt>> byLength = prompts.stream()
                .collect(Collectors.groupingBy(p -> p.tokens().length, LinkedHashMap::new, Collectors.toList()));
        List<List<Prompt>> batches = new ArrayList<>();
        for (List<Prompt> alike : byLength.values()) {
            int most = Math.max(1, atOnce / alike.getFirst().tokens().length);
            for (int start = 0; start < alike.size(); start += most) {
                batches.add(List.copyOf(alike.subList(start, Math.min(alike.size(), start + most))));
            }
        }
        return batches;
    }

    /// The states of the same prompts as they were saved.
    ///
    /// @throws WorkbenchException if the file is not what [#save] wrote for these prompts
    public static BlockStates restore(LanguageModel model, List<Prompt> prompts, Path file) {
        NDManager manager = model.newManager();
        try (SafetensorsFile saved = SafetensorsFile.open(file)) {
            List<List<Prompt>> batches = divide(prompts, model);
            if (saved.names().size() != batches.size()) {
                throw unlike(file);
            }
            List<NDArray> states = new ArrayList<>();
            for (int i = 0; i < batches.size(); i++) {
                MappedTensor tensor = state(saved, i, batches.get(i), model);
                states.add(manager.create(
                        tensor.floats(),
                        new ai.djl.ndarray.types.Shape(tensor.shape().dims())));
                tensor.unload();
            }
            return new BlockStates(model, manager, states, batches);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static MappedTensor state(SafetensorsFile saved, int number, List<Prompt> batch, LanguageModel model) {
        String name = Integer.toString(number);
        Shape due = Shape.of(
                batch.size(),
                batch.getFirst().tokens().length,
                model.decoder().config().hidden());
        if (!saved.names().contains(name)
                || !saved.tensor(name).shape().equals(due)
                || saved.tensor(name).dtype() != DType.F32) {
            throw unlike(saved.path());
        }
        return saved.tensor(name);
    }

    private static WorkbenchException unlike(Path file) {
        return WorkbenchException.input(
                "llava.states",
                file + ": these are not the states of this model and these prompts",
                "Remove " + file + " and its folder, then start again.");
    }

    /// Writes the states, whole or not at all.
    public void save(Path file) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        for (int i = 0; i < states.size(); i++) {
            tensors.put(Integer.toString(i), new StateData(states.get(i)));
        }
        SafetensorsWriter.write(file, tensors, Map.of());
    }

    /// An engine's float32 array on its way into a file.
    private record StateData(NDArray array) implements TensorData {

        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public Shape shape() {
            return Shape.of(array.getShape().getShape());
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer bytes = array.toByteBuffer(true);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /// (prompts, tokens, hidden), owned by the model.
    private static NDArray embed(LanguageModel model, List<Prompt> batch, TaskContext context) {
        try (NDManager pass = model.newManager()) {
            NDList each = new NDList();
            for (Prompt prompt : batch) {
                context.checkCancelled();
                each.add(model.embed(pass, prompt));
            }
            NDArray together = NDArrays.concat(each, 0);
            together.attach(pass.getParentManager());
            return together;
        }
    }

    /// How many blocks the decoder has.
    public int blocks() {
        return model.decoder().blocks().size();
    }

    /// How many blocks the states have passed since they were made or restored.
    public int advanced() {
        return advanced;
    }

    /// A copy of the states that goes its own way.
    public BlockStates fork() {
        NDManager own = model.newManager();
        List<NDArray> copies = new ArrayList<>();
        for (NDArray state : states) {
            NDArray copy = state.duplicate();
            copy.attach(own);
            copies.add(copy);
        }
        BlockStates fork = new BlockStates(model, own, copies, batches);
        fork.advanced = advanced;
        return fork;
    }

    /// The prompts' states, each (prompts of one length, tokens, hidden).
    public List<NDArray> states() {
        return List.copyOf(states);
    }

    /// The prompts behind each of [#states()], in the order of their rows.
    public List<List<Prompt>> batches() {
        return batches;
    }

    /// Runs the block with its present weights and shows what its linear layers are given, to an observer for each
    /// batch; the states stay.
    ///
    /// @param observers given the batch's number and a manager that lives as long as its pass
    public void observeEach(int block, BiFunction<Integer, NDManager, LinearObserver> observers, TaskContext context) {
        for (int i = 0; i < states.size(); i++) {
            context.checkCancelled();
            try (NDManager pass = model.newManager()) {
                run(block, states.get(i), pass, observers.apply(i, pass));
            }
        }
    }

    /// Runs the block with its present weights; its outputs are the new states.
    public void advance(int block, TaskContext context) {
        advanceEach(block, (_, _) -> LinearObserver.NONE, context);
    }

    /// The same, while observers see what its linear layers are given.
    public void advanceEach(int block, BiFunction<Integer, NDManager, LinearObserver> observers, TaskContext context) {
        for (int i = 0; i < states.size(); i++) {
            context.checkCancelled();
            try (NDManager pass = model.newManager()) {
                NDArray state = states.get(i);
                NDArray output = run(block, state, pass, observers.apply(i, pass));
                output.attach(manager);
                states.set(i, output);
                state.close();
            }
        }
        advanced++;
    }

    private NDArray run(int block, NDArray state, NDManager pass, LinearObserver observer) {
        Decoder decoder = model.decoder();
        int tokens = Math.toIntExact(state.getShape().get(1));
        Frame frame = Frame.causal(pass, decoder.config(), 0, tokens);
        NDArray input = state.duplicate();
        input.attach(pass);
        return decoder.block(block, decoder.blocks().get(block), input, frame, null, observer);
    }

    @Override
    public void close() {
        manager.close();
    }
}

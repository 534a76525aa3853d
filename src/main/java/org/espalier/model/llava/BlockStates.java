package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.espalier.task.TaskContext;

/// Where a batch of prompts stands between two decoder blocks: the tool of block-by-block calibration.
///
/// Each prompt is one sequence without padding, so that no state is that of a padding token. For every block:
/// [#observe] shows what its linear layers are given, the caller overwrites the block's weights, and [#advance]
/// runs the changed block to make the next block's inputs.
///
/// ```java
/// try (BlockStates states = BlockStates.of(model, prompts, context)) {
///     for (int block = 0; block < states.blocks(); block++) {
///         states.observe(block, statistics, context);
///         for (Linear linear : model.decoder().blocks().get(block).linears()) {
///             linear.weight().set(pruned(linear));
///         }
///         states.advance(block, context);
///     }
/// }
/// ```
public final class BlockStates implements AutoCloseable {

    private static final int TOKENS_AT_ONCE = 2048;

    private final LanguageModel model;
    private final NDManager manager;
    private final List<NDArray> states;
    private final List<List<Prompt>> batches;

    private BlockStates(LanguageModel model, NDManager manager, List<NDArray> states, List<List<Prompt>> batches) {
        this.model = model;
        this.manager = manager;
        this.states = states;
        this.batches = List.copyOf(batches);
    }

    /// The prompts at the input of block 0: pictures seen and projected, texts embedded. Those of one length
    /// are run together, up to [#TOKENS_AT_ONCE] tokens.
    public static BlockStates of(LanguageModel model, List<Prompt> prompts, TaskContext context) {
        NDManager manager = model.newManager();
        try {
            Map<Integer, List<Prompt>> byLength = prompts.stream()
                    .collect(Collectors.groupingBy(p -> p.tokens().length, LinkedHashMap::new, Collectors.toList()));
            List<NDArray> states = new ArrayList<>();
            List<List<Prompt>> batches = new ArrayList<>();
            int done = 0;
            for (List<Prompt> alike : byLength.values()) {
                int most = Math.max(1, TOKENS_AT_ONCE / alike.getFirst().tokens().length);
                for (int start = 0; start < alike.size(); start += most) {
                    List<Prompt> batch = alike.subList(start, Math.min(alike.size(), start + most));
                    NDArray embedded = embed(model, batch, context);
                    embedded.attach(manager);
                    states.add(embedded);
                    batches.add(List.copyOf(batch));
                    done += batch.size();
                    context.progress(done, prompts.size());
                }
            }
            return new BlockStates(model, manager, states, batches);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
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

    /// The prompts' states, each (prompts of one length, tokens, hidden).
    public List<NDArray> states() {
        return List.copyOf(states);
    }

    /// The prompts behind each of [#states()], in the order of their rows.
    public List<List<Prompt>> batches() {
        return batches;
    }

    /// Runs the block with its present weights and shows what its linear layers are given; the states stay.
    public void observe(int block, LinearObserver observer, TaskContext context) {
        observeEach(block, (_, _) -> observer, context);
    }

    /// The same with an observer for each batch.
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

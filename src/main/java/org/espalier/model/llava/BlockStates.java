package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.espalier.task.TaskContext;

/// Where a batch of prompts stands between two decoder blocks: the tool of block-by-block calibration.
///
/// Each prompt is one sequence without padding. For every block: [#observe] shows what its linear layers are
/// given, the caller overwrites the block's weights, and [#advance] runs the changed block to make the next
/// block's inputs.
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

    private final LanguageModel model;
    private final NDManager manager;
    private final List<NDArray> states;

    private BlockStates(LanguageModel model, NDManager manager, List<NDArray> states) {
        this.model = model;
        this.manager = manager;
        this.states = states;
    }

    /// The prompts at the input of block 0: pictures seen and projected, texts embedded.
    public static BlockStates of(LanguageModel model, List<Prompt> prompts, TaskContext context) {
        NDManager manager = model.newManager();
        try {
            List<NDArray> states = new ArrayList<>();
            for (Prompt prompt : prompts) {
                context.checkCancelled();
                try (NDManager pass = model.newManager()) {
                    NDArray embedded = model.embed(pass, prompt);
                    embedded.attach(manager);
                    states.add(embedded);
                }
            }
            return new BlockStates(model, manager, states);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /// How many blocks the decoder has.
    public int blocks() {
        return model.decoder().blocks().size();
    }

    /// The prompts' states, each (1, tokens, hidden).
    public List<NDArray> states() {
        return List.copyOf(states);
    }

    /// Runs the block with its present weights and shows what its linear layers are given; the states stay.
    public void observe(int block, LinearObserver observer, TaskContext context) {
        for (NDArray state : states) {
            context.checkCancelled();
            try (NDManager pass = model.newManager()) {
                run(block, state, pass, observer);
            }
        }
    }

    /// Runs the block with its present weights; its outputs are the new states.
    public void advance(int block, TaskContext context) {
        for (int i = 0; i < states.size(); i++) {
            context.checkCancelled();
            try (NDManager pass = model.newManager()) {
                NDArray state = states.get(i);
                NDArray output = run(block, state, pass, LinearObserver.NONE);
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

package org.espalier.search.prune;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.Linear;
import org.jspecify.annotations.Nullable;

/// What a policy made of a decoder's layers.
///
/// @param values layer to weights, (outputs, inputs); layers that keep all weights may be absent
/// @param norms of every layer of the space, in its order
/// @param seen what came out while pruning; null if nothing did
public record PrunedWeights(
        Map<String, float[]> values,
        List<Omega.Norms> norms,
        @Nullable Seen seen) {

    /// What a pruner saw of its own samples behind the model's own projector: the pass that prunes ends with the
    /// pruned model's states, so they need no second one.
    record Seen(Samples samples, Samples.Result result) {}

    /// Weights that nothing was seen with.
    public PrunedWeights(Map<String, float[]> values, List<Omega.Norms> norms) {
        this(values, norms, null);
    }

    /// Keeps its own copies; the arrays are shared.
    public PrunedWeights {
        values = Map.copyOf(values);
        norms = List.copyOf(norms);
    }

    /// The decoder with these weights, which live under `manager`.
    Decoder in(Decoder dense, NDManager manager) {
        List<Decoder.Block> blocks = new ArrayList<>();
        for (Decoder.Block block : dense.blocks()) {
            blocks.add(in(block, manager));
        }
        return new Decoder(dense.config(), dense.embedding(), List.copyOf(blocks), dense.norm(), dense.head());
    }

    private Decoder.Block in(Decoder.Block block, NDManager manager) {
        List<Linear> linears = new ArrayList<>();
        for (Linear linear : block.linears()) {
            float[] own = values.get(linear.name());
            Shape shape = linear.weight().getShape();
            linears.add(own == null ? linear : linear.withWeight(manager.create(own, shape)));
        }
        return block.withLinears(linears);
    }

    long bytes() {
        return values.values().stream().mapToLong(v -> 4L * v.length).sum();
    }
}

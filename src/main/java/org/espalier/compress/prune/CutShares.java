package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.task.WorkbenchException;

/// How much of each decoder block goes where heads and neurons are cut.
public sealed interface CutShares {

    /// The same number of heads and neurons from every block: what other programs can load.
    ///
    /// @param ratio share of heads and of neurons, in [0, 1)
    record Even(double ratio) implements CutShares {}

    /// One ranking over all blocks (FLAP's AL-AM): blocks lose as their parts deserve.
    ///
    /// @param ratio share of the decoder's linear weights, in [0, 1)
    record Ranked(double ratio) implements CutShares {}

    /// As a policy says, block by block.
    ///
    /// @param heads share of each block's heads
    /// @param neurons share of each block's neurons
    record ByBlock(List<Double> heads, List<Double> neurons) implements CutShares {

        /// Keeps its own copies.
        public ByBlock {
            heads = List.copyOf(heads);
            neurons = List.copyOf(neurons);
        }
    }

    /// The shares of a policy whose ratios are resolved. A block's q, k, v and o are cut together, and so are its gate,
    /// up and down.
    ///
    /// @param ratios by layer of the decoder
    /// @throws WorkbenchException if layers that are cut together have different ratios
    static CutShares of(Map<PrunableLayer, Double> ratios) {
        TreeMap<Integer, Double> heads = new TreeMap<>();
        TreeMap<Integer, Double> neurons = new TreeMap<>();
        ratios.forEach((layer, ratio) -> {
            boolean attention = layer.name().contains(".self_attn.");
            Double before = (attention ? heads : neurons).put(layer.role().block(), ratio);
            if (before != null && !before.equals(ratio)) {
                throw WorkbenchException.input(
                        "prune.structure.policy",
                        "block " + layer.role().block() + " has ratios " + before + " and " + ratio + " for "
                                + (attention ? "attention, whose q, k, v and o" : "the MLP, whose gate, up and down")
                                + " are cut together",
                        "Give them one ratio, by a name such as language_model.layers."
                                + layer.role().block() + (attention ? ".self_attn.*" : ".mlp.*"));
            }
        });
        return new ByBlock(new ArrayList<>(heads.values()), new ArrayList<>(neurons.values()));
    }
}

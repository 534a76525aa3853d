package org.espalier.model.vit;

import java.util.List;

/// What a subnet may choose from; all empty for a net that was trained at one size only.
///
/// @param embedDim widths, one per net
/// @param depth numbers of blocks, one per net
/// @param heads attention heads, one per block
/// @param mlpRatio MLP ratios, one per block
public record Choices(List<Integer> embedDim, List<Integer> depth, List<Integer> heads, List<Double> mlpRatio) {

    /// No choice but the largest net.
    public static final Choices NONE = new Choices(List.of(), List.of(), List.of(), List.of());

    /// Copies the lists.
    public Choices {
        embedDim = List.copyOf(embedDim);
        depth = List.copyOf(depth);
        heads = List.copyOf(heads);
        mlpRatio = List.copyOf(mlpRatio);
    }

    /// Whether there is nothing to choose.
    public boolean isEmpty() {
        return embedDim.isEmpty() || depth.isEmpty() || heads.isEmpty() || mlpRatio.isEmpty();
    }
}

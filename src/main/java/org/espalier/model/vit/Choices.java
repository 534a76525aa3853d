package org.espalier.model.vit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// What a subnet may choose from; all empty for a net that was trained at one size only.
///
/// @param embedDim widths, one per net
/// @param depth numbers of blocks, one per net
/// @param heads attention heads, one per block
/// @param mlpRatio MLP ratios, one per block
public record Choices(List<Integer> embedDim, List<Integer> depth, List<Integer> heads, List<Double> mlpRatio) {

    private static final String EMBED_DIM = "embed_dim";
    private static final String DEPTH = "depth";
    private static final String HEADS = "num_heads";
    private static final String MLP_RATIO = "mlp_ratio";

    /// The kinds of choice as configurations and the command line call them, in the record's order.
    public static final List<String> KINDS = List.of(EMBED_DIM, DEPTH, HEADS, MLP_RATIO);

    /// No choice but the largest net.
    public static final Choices NONE = new Choices(List.of(), List.of(), List.of(), List.of());

    /// Copies the lists.
    public Choices {
        embedDim = List.copyOf(embedDim);
        depth = List.copyOf(depth);
        heads = List.copyOf(heads);
        mlpRatio = List.copyOf(mlpRatio);
    }

    /// The choices whose values `counts` and `ratios` give by kind; both are asked for their own kinds only.
    public static Choices of(Function<String, List<Integer>> counts, Function<String, List<Double>> ratios) {
        return new Choices(counts.apply(EMBED_DIM), counts.apply(DEPTH), counts.apply(HEADS), ratios.apply(MLP_RATIO));
    }

    /// The values of each of the [#KINDS].
    public SequencedMap<String, List<? extends Number>> byKind() {
        SequencedMap<String, List<? extends Number>> values = new LinkedHashMap<>();
        values.put(EMBED_DIM, embedDim);
        values.put(DEPTH, depth);
        values.put(HEADS, heads);
        values.put(MLP_RATIO, mlpRatio);
        return values;
    }

    /// Whether there is nothing to choose.
    public boolean isEmpty() {
        return embedDim.isEmpty() || depth.isEmpty() || heads.isEmpty() || mlpRatio.isEmpty();
    }
}

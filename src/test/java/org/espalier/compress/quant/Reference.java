package org.espalier.compress.quant;

/// Single operators of the reference executor, for tests that compare other implementations with it.
public final class Reference {

    private Reference() {}

    /// What the executor computes for one operator.
    ///
    /// @param input what the picture's bytes become; only a patch embedding looks at it
    /// @param inputs the operator's inputs in order, the picture for a patch embedding
    public static byte[] apply(Op op, InputSpec input, byte[]... inputs) {
        return switch (op) {
            case Op.PatchEmbed p -> Kernels.patchEmbed(p, input, inputs[0]);
            case Op.PositionAdd p -> Kernels.positionAdd(p, inputs[0]);
            case Op.LayerNorm n -> Kernels.layerNorm(n, inputs[0]);
            case Op.Linear l -> Kernels.linear(l.map(), inputs[0]);
            case Op.Attention a -> AttentionKernel.run(a, inputs[0]);
            case Op.Gelu g -> Kernels.gelu(g, inputs[0]);
            case Op.Add a -> Kernels.add(a, inputs[0], inputs[1]);
            case Op.MeanPool m -> Kernels.meanPool(m, inputs[0], inputs[0].length / Math.max(1, m.first() + m.count()));
        };
    }
}

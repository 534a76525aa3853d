package org.espalier.model.vit;

/// How the linear layers of a block are factorised. A ratio of 1 is full rank; ranks round down.
public sealed interface LowRank {

    /// One dense matrix per layer (AutoFormer).
    record Dense() implements LowRank {}

    /// V^T, diag(S) and U for each of qkv, proj, fc1 and fc2 (the released MCUFormer code).
    ///
    /// The rank of qkv and proj is a share of the supernet's width and the same in every subnet; that of the MLP is
    /// a share of the subnet's width.
    record ThreeFactor(double ratio) implements LowRank {}

    /// V^T and U diag(S) for qkv, fc1 and fc2, proj dense.
    ///
    /// The rank of qkv is a share of the subnet's heads times head size, that of the MLP a share of its width.
    record TwoFactor(double attention, double mlp) implements LowRank {}
}

package org.espalier.plan;

/// What a step does; the package page says how.
public enum Action {
    /// Patches of the picture become rows of a matrix.
    UNFOLD,
    /// Row-wise operators, one tile of rows after the other.
    CHAIN,
    /// Attention of all heads, a few rows of scores at a time.
    ATTENTION,
    /// Scores of all heads: int8, for each head r4(T) rows of r4(T).
    SCORES,
    /// Softmax weights of all heads: for each head r4(T) rows of r4(T) 16-bit numbers, then r4(T) int32
    /// row factors.
    SOFTMAX,
    /// Weighted sums of V.
    CONTEXT
}

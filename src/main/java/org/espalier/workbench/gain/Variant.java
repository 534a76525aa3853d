package org.espalier.workbench.gain;

/// A way to thin out and keep a decoder's matrices.
///
/// @param sparsity the share that is missing, in [0, 1)
public record Variant(Values values, Thinning thinning, double sparsity) {

    /// All weights.
    public static Variant dense(Values values) {
        return new Variant(values, Thinning.DENSE, 0);
    }
}

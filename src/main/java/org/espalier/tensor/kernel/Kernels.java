package org.espalier.tensor.kernel;

/// Code for the products of all forms of [Weights] but [Weights.Cut], which [Multiplier] takes apart.
public sealed interface Kernels permits ScalarKernels, VectorKernels, NativeKernels, FastestKernels {

    /// What people call it: "512-bit vectors", "scalar".
    String name();

    /// Whether there is code for a form.
    default boolean covers(Form form) {
        return true;
    }

    /// Sets `y[from]` to `y[to - 1]` to these rows' products with `x`.
    ///
    /// Eight-bit forms need [Activations#quantize()] before.
    void multiply(Weights w, Activations x, float[] y, int from, int to);
}

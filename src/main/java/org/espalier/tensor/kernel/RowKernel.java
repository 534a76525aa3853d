package org.espalier.tensor.kernel;

/// The products of some forms of weights, made for one vector width.
interface RowKernel {

    /// Sets `y[from]` to `y[to - 1]`.
    void multiply(Weights w, Activations x, float[] y, int from, int to);
}

package org.espalier.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/// Numbers in the dense engine's own memory.
///
/// `NDArray.mul(Number)` wraps a Java buffer that may be collected before a backward pass reads it; recorded arithmetic
/// uses these instead.
public final class Scalar {

    private Scalar() {}

    /// A number of `like`'s type, shape (1), owned by `like`'s manager.
    static NDArray of(NDArray like, double value) {
        return like.getManager().full(new Shape(1), (float) value, like.getDataType());
    }

    /// `x` times a number.
    public static NDArray times(NDArray x, double factor) {
        return x.mul(of(x, factor));
    }

    /// `x` plus a number.
    public static NDArray plus(NDArray x, double term) {
        return x.add(of(x, term));
    }
}

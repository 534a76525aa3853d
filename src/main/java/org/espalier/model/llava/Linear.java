package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A linear layer `y = x W^T + b`.
///
/// @param name the canonical name, without `.weight`
/// @param weight (outputs, inputs)
/// @param bias (outputs), or null
public record Linear(String name, NDArray weight, @Nullable NDArray bias) {

    /// Reads the layer; the bias is there if the source has one.
    static Linear from(TensorSource source, String name, long outputs, long inputs) {
        return new Linear(
                name, source.required(name + ".weight", outputs, inputs), source.optional(name + ".bias", outputs));
    }

    /// Reads a layer that has no bias, whatever the source holds.
    static Linear withoutBias(TensorSource source, String name, long outputs, long inputs) {
        return new Linear(name, source.required(name + ".weight", outputs, inputs), null);
    }

    /// Applies the layer to the last axis.
    NDArray forward(NDArray x, LinearObserver observer) {
        if (observer.equals(LinearObserver.NONE)) {
            return x.getNDArrayInternal().linear(x, weight, bias).head();
        }
        observer.input(name, rows(x));
        NDArray y = x.getNDArrayInternal().linear(x, weight, null).head();
        observer.output(name, rows(y));
        return bias == null ? y : y.add(bias);
    }

    /// Weight and bias.
    List<NDArray> arrays() {
        return bias == null ? List.of(weight) : List.of(weight, bias);
    }

    private static NDArray rows(NDArray x) {
        return x.reshape(-1, x.getShape().get(x.getShape().dimension() - 1));
    }

    /// The same layer with another weight matrix.
    public Linear withWeight(NDArray other) {
        return new Linear(name, other, bias);
    }
}

package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/// Two linear layers from the vision tower's features to the decoder's width.
///
/// @param first (hidden, features)
/// @param activation between them
/// @param second (hidden, hidden)
public record Projector(Linear first, Activation activation, Linear second) {

    static Projector from(TensorSource source, LlavaConfig config) {
        return new Projector(
                layer(source, config, "multi_modal_projector.linear_1", config.featureWidth()),
                config.projectorActivation(),
                layer(
                        source,
                        config,
                        "multi_modal_projector.linear_2",
                        config.text().hidden()));
    }

    /// All arrays.
    List<NDArray> arrays() {
        List<NDArray> arrays = new ArrayList<>(first.arrays());
        arrays.addAll(second.arrays());
        return arrays;
    }

    private static Linear layer(TensorSource source, LlavaConfig config, String name, int inputs) {
        int hidden = config.text().hidden();
        return config.projectorBias()
                ? Linear.from(source, name, hidden, inputs)
                : Linear.withoutBias(source, name, hidden, inputs);
    }

    /// (pictures, tokens, features) to (pictures, tokens, hidden).
    public NDArray forward(NDArray features, LinearObserver observer) {
        return second.forward(activation.apply(first.forward(features, observer)), observer);
    }
}

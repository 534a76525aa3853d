package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;

/// Sees what goes into every linear layer of a forward pass.
///
/// Calibration hangs here: the input of `language_model.layers.0.self_attn.q_proj` is an array (tokens, inputs) that
/// lives as long as the pass does. An observer that keeps it must copy it.
@FunctionalInterface
public interface LinearObserver {

    /// Looks at nothing.
    LinearObserver NONE = (_, _) -> {};

    /// Called before the layer is applied.
    ///
    /// @param layerName the layer's canonical name, without `.weight`
    /// @param input its input, (tokens, inputs), float32
    void input(String layerName, NDArray input);

    /// Called after the layer was applied.
    ///
    /// @param layerName the layer's canonical name, without `.weight`
    /// @param output its output before the bias, (tokens, outputs), float32
    default void output(String layerName, NDArray output) {}
}

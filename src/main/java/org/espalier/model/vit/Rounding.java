package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;

/// What stands in for the values of a forward pass: the coarse grids an int8 network will have, so that training feels
/// them (quantisation-aware fine-tuning).
public interface Rounding {

    /// Leaves everything as it is.
    Rounding NONE = new Rounding() {
        @Override
        public NDArray activation(String name, NDArray value) {
            return value;
        }

        @Override
        public NDArray weight(String layer, NDArray weight) {
            return weight;
        }
    };

    /// An activation as the following layers see it, of the same shape; gradients pass.
    ///
    /// @param name as in [ActivationObserver]
    NDArray activation(String name, NDArray value);

    /// A matrix as its map uses it, of the same shape; gradients pass.
    ///
    /// @param layer as in [SubnetWeights.Layer#name()]
    NDArray weight(String layer, NDArray weight);
}

package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.stream.Collectors;

/// The three parts of a LLaVA with their weights.
///
/// @param config the model's shape
/// @param tower pictures to states
/// @param projector states to decoder inputs
/// @param decoder tokens and pictures to logits
public record LlavaWeights(LlavaConfig config, VisionTower tower, Projector projector, Decoder decoder) {

    /// Reads every tensor the forward pass needs.
    ///
    /// @throws org.espalier.task.WorkbenchException if one is absent or has the wrong shape
    public static LlavaWeights from(TensorSource source, LlavaConfig config) {
        return from(source, config, Decoder.from(source, config.text()));
    }

    /// Reads tower and projector and puts them before a decoder.
    static LlavaWeights from(TensorSource source, LlavaConfig config, Decoder decoder) {
        return new LlavaWeights(
                config,
                VisionTower.from(source, config.vision(), config.usedVisionBlocks()),
                Projector.from(source, config),
                decoder);
    }

    /// Pictures as the decoder takes them.
    ///
    /// @param pixels (pictures, channels, image, image), normalised
    /// @return (pictures, tokensPerPicture, hidden)
    public NDArray pictures(NDArray pixels, LinearObserver observer) {
        return projector.forward(features(config, tower, pixels, observer), observer);
    }

    /// Pictures as the projector takes them: they stay the same whatever becomes of projector and decoder.
    ///
    /// @param pixels (pictures, channels, image, image), normalised
    /// @return (pictures, tokensPerPicture, featureWidth)
    public static NDArray features(LlavaConfig config, VisionTower tower, NDArray pixels, LinearObserver observer) {
        List<NDArray> states = tower.forward(pixels, observer);
        NDList chosen = config.featureLayers().stream()
                .map(layer -> states.get(config.state(layer)))
                .collect(Collectors.toCollection(NDList::new));
        NDArray features = chosen.size() == 1 ? chosen.head() : NDArrays.concat(chosen, 2);
        return config.keepsClassToken() ? features : features.get(":, 1:");
    }

    /// Frees the arrays of tower and projector.
    void closePictures() {
        tower.arrays().forEach(NDArray::close);
        projector.arrays().forEach(NDArray::close);
    }
}

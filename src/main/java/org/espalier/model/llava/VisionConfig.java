package org.espalier.model.llava;

/// The shape of a CLIP vision tower.
///
/// @param hidden width of the residual stream
/// @param intermediate width inside the MLP
/// @param layers encoder blocks in the checkpoint
/// @param heads attention heads
/// @param image side of the square picture, in pixels
/// @param patch side of a patch, in pixels
/// @param channels colour channels
/// @param activation inside the MLP
/// @param epsilon of the layer norms
public record VisionConfig(
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int image,
        int patch,
        int channels,
        Activation activation,
        float epsilon) {

    /// Patches in a picture.
    int patches() {
        return (image / patch) * (image / patch);
    }
}

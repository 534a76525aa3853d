package org.espalier.model.llava;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What a LLaVA `config.json` says, with the defaults of the reference implementation where it is silent.
///
/// @param vision the tower
/// @param text the decoder
/// @param featureLayers which states of the tower are used: 0 is the input of the first block, negative counts from the
///     end, -1 being the output of the last block; several are concatenated
/// @param keepsClassToken whether the class token is among the features (`vision_feature_select_strategy` "full")
/// @param projectorActivation between the projector's layers
/// @param projectorBias whether the projector's layers have biases
/// @param imageToken the id that stands for a picture
public record LlavaConfig(
        VisionConfig vision,
        TextConfig text,
        List<Integer> featureLayers,
        boolean keepsClassToken,
        Activation projectorActivation,
        boolean projectorBias,
        int imageToken) {

    /// The configuration in a `config.json`.
    ///
    /// @param file named in messages
    /// @throws org.espalier.task.WorkbenchException if it is another architecture, or a value is impossible
    static LlavaConfig read(String file, JsonNode tree) {
        return ConfigReader.read(file, tree);
    }

    /// The same with another decoder.
    LlavaConfig withText(TextConfig other) {
        return new LlavaConfig(
                vision, other, featureLayers, keepsClassToken, projectorActivation, projectorBias, imageToken);
    }

    /// Width of the projector's input.
    int featureWidth() {
        return vision.hidden() * featureLayers.size();
    }

    /// Tokens a picture takes in the decoder.
    public int tokensPerPicture() {
        return vision.patches() + (keepsClassToken ? 1 : 0);
    }

    /// The state a feature layer means: 0 to `layers`.
    int state(int featureLayer) {
        return featureLayer < 0 ? vision.layers() + 1 + featureLayer : featureLayer;
    }

    /// Blocks of the tower that the features need.
    int usedVisionBlocks() {
        return featureLayers.stream().mapToInt(this::state).max().orElse(0);
    }
}

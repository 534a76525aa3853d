package org.espalier.model.llava;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The shape of a LLaMA decoder.
///
/// @param hidden width of the residual stream
/// @param intermediate width inside the MLP
/// @param layers decoder blocks
/// @param heads query heads
/// @param keyValueHeads key and value heads; a divisor of `heads`
/// @param headDim width of a head
/// @param vocabulary rows of the embedding
/// @param maxPositions positions the model was made for
/// @param activation gate of the MLP
/// @param epsilon of the RMS norms
/// @param rope rotary embedding
/// @param tied whether the head shares the embedding's weights
/// @param sizes of each block where they differ; else empty
public record TextConfig(
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int keyValueHeads,
        int headDim,
        int vocabulary,
        int maxPositions,
        Activation activation,
        float epsilon,
        Rope rope,
        boolean tied,
        List<BlockSize> sizes) {

    /// Blocks of one size.
    public TextConfig(
            int hidden,
            int intermediate,
            int layers,
            int heads,
            int keyValueHeads,
            int headDim,
            int vocabulary,
            int maxPositions,
            Activation activation,
            float epsilon,
            Rope rope,
            boolean tied) {
        this(
                hidden,
                intermediate,
                layers,
                heads,
                keyValueHeads,
                headDim,
                vocabulary,
                maxPositions,
                activation,
                epsilon,
                rope,
                tied,
                List.of());
    }

    /// The decoder that a `config.json` of a LLaMA or LLaVA describes.
    ///
    /// @param file named in messages
    /// @throws org.espalier.task.WorkbenchException if it is another architecture, or a value is impossible
    public static TextConfig read(String file, JsonNode tree) {
        return ConfigReader.readText(file, tree);
    }

    /// The size of a block.
    public BlockSize size(int block) {
        return sizes.isEmpty() ? new BlockSize(heads, keyValueHeads, intermediate) : sizes.get(block);
    }

    /// The same with the embedding and head that a checkpoint really has.
    TextConfig with(int rows, boolean tiedHead) {
        return new TextConfig(
                hidden,
                intermediate,
                layers,
                heads,
                keyValueHeads,
                headDim,
                rows,
                maxPositions,
                activation,
                epsilon,
                rope,
                tiedHead,
                sizes);
    }
}

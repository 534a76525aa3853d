package org.espalier.model.llava.decode;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.llava.BlockSize;
import org.espalier.model.llava.TextConfig;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// A LLaMA's weights in the kernels' forms. Never change.
///
/// @param config its shape
/// @param embedding (vocabulary, hidden)
/// @param norm the last RMS norm, (hidden)
/// @param head (vocabulary, hidden)
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record TokenWeights(TextConfig config, Weights embedding, List<Block> blocks, float[] norm, Weights head) {

    /// A linear layer.
    ///
    /// @param bias (outputs), or null
    public record Layer(Weights weights, float @Nullable [] bias) {}

    /// A decoder block; norms are (hidden).
    public record Block(
            float[] inputNorm,
            Layer q,
            Layer k,
            Layer v,
            Layer o,
            float[] postAttentionNorm,
            Layer gate,
            Layer up,
            Layer down) {

        List<Layer> layers() {
            return List.of(q, k, v, o, gate, up, down);
        }
    }

    /// Reads a decoder.
    ///
    /// @throws org.espalier.task.WorkbenchException if a tensor is missing or has another shape
    public static TokenWeights read(MatrixSource source, TextConfig config) {
        int hidden = config.hidden();
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            String name = "language_model.layers." + i + ".";
            BlockSize size = config.size(i);
            int inner = size.intermediate();
            int query = size.heads() * config.headDim();
            int keyValue = size.keyValueHeads() * config.headDim();
            blocks.add(new Block(
                    source.vector(name + "input_layernorm.weight", hidden),
                    layer(source, name + "self_attn.q_proj", query, hidden),
                    layer(source, name + "self_attn.k_proj", keyValue, hidden),
                    layer(source, name + "self_attn.v_proj", keyValue, hidden),
                    layer(source, name + "self_attn.o_proj", hidden, query),
                    source.vector(name + "post_attention_layernorm.weight", hidden),
                    layer(source, name + "mlp.gate_proj", inner, hidden),
                    layer(source, name + "mlp.up_proj", inner, hidden),
                    layer(source, name + "mlp.down_proj", hidden, inner)));
        }
        Weights embedding = source.matrix("language_model.embed_tokens.weight", config.vocabulary(), hidden);
        Weights head = config.tied() ? embedding : source.matrix("lm_head.weight", config.vocabulary(), hidden);
        return new TokenWeights(
                config, embedding, List.copyOf(blocks), source.vector("language_model.norm.weight", hidden), head);
    }

    private static Layer layer(MatrixSource source, String name, int outputs, int inputs) {
        return new Layer(source.matrix(name + ".weight", outputs, inputs), source.optional(name + ".bias", outputs));
    }

    /// Bytes that decoding a token reads: all layers and the head.
    public long bytesPerToken() {
        long bytes = head.bytes();
        for (Block block : blocks) {
            for (Layer layer : block.layers()) {
                bytes += layer.weights().bytes();
            }
        }
        return bytes;
    }

    /// A token's row of the embedding.
    float[] embed(int token) {
        int hidden = config.hidden();
        int stride = Weights.padded(hidden);
        float[] row = new float[hidden];
        switch (embedding) {
            case Weights.Dense16 m -> {
                for (int i = 0; i < hidden; i++) {
                    row[i] = m.type().value(m.values()[token * stride + i]);
                }
            }
            case Weights.Dense32 m -> System.arraycopy(m.values(), token * stride, row, 0, hidden);
            default -> throw new IllegalStateException("embeddings are not packed");
        }
        return row;
    }
}

package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// LLaMA's decoder.
///
/// @param config its shape
/// @param embedding (vocabulary, hidden)
/// @param blocks the decoder blocks
/// @param norm the last RMS norm, (hidden)
/// @param head (vocabulary, hidden); the embedding itself where the weights are tied
public record Decoder(TextConfig config, NDArray embedding, List<Block> blocks, NDArray norm, Linear head) {

    /// One decoder block. Norm weights are (hidden).
    public record Block(
            NDArray inputNorm,
            Linear q,
            Linear k,
            Linear v,
            Linear o,
            NDArray postAttentionNorm,
            Linear gate,
            Linear up,
            Linear down) {

        /// The seven linear layers in the order they are used.
        public List<Linear> linears() {
            return List.of(q, k, v, o, gate, up, down);
        }

        /// The same block with other linear layers, in the order of [#linears()].
        public Block withLinears(List<Linear> l) {
            return new Block(
                    inputNorm, l.get(0), l.get(1), l.get(2), l.get(3), postAttentionNorm, l.get(4), l.get(5), l.get(6));
        }
    }

    static Decoder from(TensorSource source, TextConfig config) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(block(source, config, i));
        }
        return around(source, config, List.copyOf(blocks));
    }

    /// Reads what stands around the blocks.
    ///
    /// @param blocks as many as the decoder has; they may be read when they are asked for
    static Decoder around(TensorSource source, TextConfig config, List<Block> blocks) {
        int hidden = config.hidden();
        NDArray embedding = source.required("language_model.embed_tokens.weight", config.vocabulary(), hidden);
        Linear head = config.tied()
                ? new Linear("lm_head", embedding, null)
                : Linear.from(source, "lm_head", config.vocabulary(), hidden);
        return new Decoder(config, embedding, blocks, source.required("language_model.norm.weight", hidden), head);
    }

    /// Reads one block.
    static Block block(TensorSource source, TextConfig config, int index) {
        int hidden = config.hidden();
        BlockSize size = config.size(index);
        int inner = size.intermediate();
        int query = size.heads() * config.headDim();
        int keyValue = size.keyValueHeads() * config.headDim();
        String name = "language_model.layers." + index + ".";
        return new Block(
                source.required(name + "input_layernorm.weight", hidden),
                Linear.from(source, name + "self_attn.q_proj", query, hidden),
                Linear.from(source, name + "self_attn.k_proj", keyValue, hidden),
                Linear.from(source, name + "self_attn.v_proj", keyValue, hidden),
                Linear.from(source, name + "self_attn.o_proj", hidden, query),
                source.required(name + "post_attention_layernorm.weight", hidden),
                Linear.from(source, name + "mlp.gate_proj", inner, hidden),
                Linear.from(source, name + "mlp.up_proj", inner, hidden),
                Linear.from(source, name + "mlp.down_proj", hidden, inner));
    }

    /// Token ids (rows, tokens) to (rows, tokens, hidden).
    public NDArray embed(NDArray ids) {
        return Embedding.embedding(ids, embedding, SparseFormat.DENSE).head();
    }

    /// All blocks and the last norm.
    ///
    /// @param embedded (rows, tokens, hidden)
    /// @param frame positions and mask of these tokens
    /// @param cache earlier tokens, which grows by these; null where none are kept
    /// @return (rows, tokens, hidden)
    public NDArray forward(NDArray embedded, Frame frame, @Nullable KeyValueCache cache, LinearObserver observer) {
        NDArray x = embedded;
        for (int i = 0; i < blocks.size(); i++) {
            int index = i;
            x = cache == null
                    ? Scope.around(x, input -> block(index, blocks.get(index), input, frame, null, observer))
                    : block(i, blocks.get(i), x, frame, cache, observer);
        }
        return normed(x);
    }

    /// The last norm, between the last block and the head.
    public NDArray normed(NDArray x) {
        return rmsNorm(x, norm);
    }

    /// One block: attention and gated MLP, each behind an RMS norm and added to the stream.
    ///
    /// @param index which block's cache to use
    /// @param block its weights, the model's own or changed ones
    /// @param x (rows, tokens, hidden)
    NDArray block(
            int index, Block block, NDArray x, Frame frame, @Nullable KeyValueCache cache, LinearObserver observer) {
        int headDim = config.headDim();
        BlockSize size = config.size(index);
        NDArray normed = rmsNorm(x, block.inputNorm());
        NDArray q = Attention.split(block.q().forward(normed, observer), size.heads(), headDim);
        NDArray k = Attention.split(block.k().forward(normed, observer), size.keyValueHeads(), headDim);
        NDArray v = Attention.split(block.v().forward(normed, observer), size.keyValueHeads(), headDim);
        q = frame.rotary().rotate(q);
        k = frame.rotary().rotate(k);
        if (cache != null) {
            k = cache.addKeys(index, k);
            v = cache.addValues(index, v);
        }
        NDArray attended = Attention.join(Attention.attend(q, k, v, frame.mask()));
        NDArray middle = x.add(block.o().forward(attended, observer));
        normed = rmsNorm(middle, block.postAttentionNorm());
        NDArray gate = config.activation().apply(block.gate().forward(normed, observer));
        NDArray wide = gate.mul(block.up().forward(normed, observer));
        return middle.add(block.down().forward(wide, observer));
    }

    /// Normed states (..., hidden) to logits (..., vocabulary).
    public NDArray logits(NDArray states) {
        return head.forward(states, LinearObserver.NONE);
    }

    private NDArray rmsNorm(NDArray x, NDArray weight) {
        NDArray mean = x.square().mean(new int[] {-1}, true);
        return x.div(mean.add(config.epsilon()).sqrt()).mul(weight);
    }
}

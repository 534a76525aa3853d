package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import java.util.ArrayList;
import java.util.List;

/// CLIP's vision transformer.
///
/// @param config its shape
/// @param classEmbedding (hidden), the token in front of the patches
/// @param patchEmbedding (hidden, channels * patch * patch), no bias
/// @param positions (1 + patches, hidden)
/// @param preNorm before the first block (CLIP spells it `pre_layrnorm`)
/// @param blocks all encoder blocks of the checkpoint that are used
public record VisionTower(
        VisionConfig config,
        NDArray classEmbedding,
        NDArray patchEmbedding,
        NDArray positions,
        Norm preNorm,
        List<Block> blocks) {

    /// A layer norm with its weight and bias, both (hidden).
    public record Norm(NDArray weight, NDArray bias) {
        static Norm from(TensorSource source, String name, int width) {
            return new Norm(source.required(name + ".weight", width), source.required(name + ".bias", width));
        }

        NDArray forward(NDArray x, float epsilon) {
            Shape width = new Shape(weight.getShape().get(0));
            return LayerNorm.layerNorm(new NDList(x).head(), width, weight, bias, epsilon)
                    .head();
        }
    }

    /// One encoder block: attention and MLP, each behind a norm and added to the stream.
    public record Block(
            Norm firstNorm, Linear q, Linear k, Linear v, Linear out, Norm secondNorm, Linear fc1, Linear fc2) {}

    /// All arrays.
    List<NDArray> arrays() {
        List<NDArray> arrays =
                new ArrayList<>(List.of(classEmbedding, patchEmbedding, positions, preNorm.weight(), preNorm.bias()));
        for (Block b : blocks) {
            for (Norm norm : List.of(b.firstNorm(), b.secondNorm())) {
                arrays.addAll(List.of(norm.weight(), norm.bias()));
            }
            for (Linear linear : List.of(b.q(), b.k(), b.v(), b.out(), b.fc1(), b.fc2())) {
                arrays.addAll(linear.arrays());
            }
        }
        return arrays;
    }

    /// Reads the first `used` blocks and what stands before them.
    static VisionTower from(TensorSource source, VisionConfig config, int used) {
        int hidden = config.hidden();
        String root = "vision_tower.";
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < used; i++) {
            String name = root + "encoder.layers." + i + ".";
            blocks.add(new Block(
                    Norm.from(source, name + "layer_norm1", hidden),
                    Linear.from(source, name + "self_attn.q_proj", hidden, hidden),
                    Linear.from(source, name + "self_attn.k_proj", hidden, hidden),
                    Linear.from(source, name + "self_attn.v_proj", hidden, hidden),
                    Linear.from(source, name + "self_attn.out_proj", hidden, hidden),
                    Norm.from(source, name + "layer_norm2", hidden),
                    Linear.from(source, name + "mlp.fc1", config.intermediate(), hidden),
                    Linear.from(source, name + "mlp.fc2", hidden, config.intermediate())));
        }
        return new VisionTower(
                config,
                source.required(root + "embeddings.class_embedding", hidden),
                source.required(
                        root + "embeddings.patch_embedding.weight",
                        hidden,
                        config.channels(),
                        config.patch(),
                        config.patch()),
                source.required(root + "embeddings.position_embedding.weight", 1 + config.patches(), hidden),
                Norm.from(source, root + "pre_layrnorm", hidden),
                List.copyOf(blocks));
    }

    /// The residual stream before the first block and after each block.
    ///
    /// @param pixels (pictures, channels, image, image), normalised
    /// @return as many states as there are blocks, and one; each (pictures, 1 + patches, hidden)
    public List<NDArray> forward(NDArray pixels, LinearObserver observer) {
        NDArray x = preNorm.forward(embed(pixels), config.epsilon());
        List<NDArray> states = new ArrayList<>();
        states.add(x);
        for (Block block : blocks) {
            x = Scope.around(x, input -> forward(block, input, observer));
            states.add(x);
        }
        return states;
    }

    /// One token per patch and the class token before them, with their positions.
    private NDArray embed(NDArray pixels) {
        long pictures = pixels.getShape().get(0);
        int grid = config.image() / config.patch();
        int patch = config.patch();
        int used = grid * patch;
        NDArray whole = used == config.image() ? pixels : pixels.get(":, :, :" + used + ", :" + used);
        NDArray patches = whole.reshape(pictures, config.channels(), grid, patch, grid, patch)
                .transpose(0, 2, 4, 1, 3, 5)
                .reshape(pictures, (long) grid * grid, (long) config.channels() * patch * patch);
        NDArray weight = patchEmbedding.reshape(config.hidden(), -1);
        weight.attach(pixels.getManager());
        NDArray tokens =
                patches.getNDArrayInternal().linear(patches, weight, null).head();
        NDArray first = pixels.getManager()
                .zeros(new Shape(pictures, 1, config.hidden()))
                .add(classEmbedding);
        return NDArrays.concat(new NDList(first, tokens), 1).add(positions);
    }

    private NDArray forward(Block block, NDArray x, LinearObserver observer) {
        int heads = config.heads();
        int headDim = config.hidden() / heads;
        NDArray normed = block.firstNorm().forward(x, config.epsilon());
        NDArray attended = Attention.attend(
                Attention.split(block.q().forward(normed, observer), heads, headDim),
                Attention.split(block.k().forward(normed, observer), heads, headDim),
                Attention.split(block.v().forward(normed, observer), heads, headDim),
                null);
        NDArray middle = x.add(block.out().forward(Attention.join(attended), observer));
        NDArray wide = block.fc1().forward(block.secondNorm().forward(middle, config.epsilon()), observer);
        return middle.add(block.fc2().forward(config.activation().apply(wide), observer));
    }
}

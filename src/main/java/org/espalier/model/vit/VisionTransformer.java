package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.espalier.tensor.Scalar;
import org.jspecify.annotations.Nullable;

/// The forward pass of a subnet of a weight-sharing vision transformer, on slices of the supernet's
/// tensors.
///
/// Pre-norm blocks: x += proj(attention(norm(x))), x += fc2(gelu(fc1(norm(x)))); exact GELU; last a norm, the mean over
/// the patch tokens or the class token, and the head.
public final class VisionTransformer {

    private final VitConfig config;
    private final Slices slices;
    private final Subnet subnet;
    private final ActivationObserver observer;
    private final @Nullable NDArray kept;
    private final @Nullable DropPath dropPath;
    private final Rounding rounding;

    private VisionTransformer(
            VitConfig config,
            VitWeights weights,
            Subnet subnet,
            ActivationObserver observer,
            @Nullable NDArray kept,
            @Nullable DropPath dropPath,
            Rounding rounding) {
        this.config = config;
        this.slices = new Slices(config, weights);
        this.subnet = config.check(subnet);
        this.observer = observer;
        this.kept = kept;
        this.dropPath = dropPath;
        this.rounding = rounding;
    }

    /// Logits of normalised images.
    ///
    /// @param images (batch, channels, image size, image size), float32; their manager owns the result
    /// @return (batch, classes)
    /// @throws WorkbenchException if the images have another shape or the subnet is no slice of the
    ///     supernet
    public static NDArray forward(VitConfig config, VitWeights weights, Subnet subnet, NDArray images) {
        return forward(config, weights, subnet, images, ActivationObserver.NONE);
    }

    /// Logits of normalised images, with every activation shown to an observer.
    public static NDArray forward(
            VitConfig config, VitWeights weights, Subnet subnet, NDArray images, ActivationObserver observer) {
        return checked(
                config, images, new VisionTransformer(config, weights, subnet, observer, null, null, Rounding.NONE));
    }

    /// Logits for training: from some of the tokens only, which is cheaper (PatchDropout, Liu et al. 2023), and with
    /// branches left out at random.
    ///
    /// @param kept (K) token numbers, int64, beginning with 0, the class token; null for all
    /// @param dropPath which branches to leave out; null for none
    /// @param rounding what the net's numbers are rounded to
    /// @throws IllegalArgumentException if tokens are left out of a net with relative positions, which
    ///     need the grid
    public static NDArray forwardTraining(
            VitConfig config,
            VitWeights weights,
            Subnet subnet,
            NDArray images,
            @Nullable NDArray kept,
            @Nullable DropPath dropPath,
            Rounding rounding) {
        if (kept != null && config.relativePosition()) {
            throw new IllegalArgumentException("relative positions need every token");
        }
        return checked(
                config,
                images,
                new VisionTransformer(config, weights, subnet, ActivationObserver.NONE, kept, dropPath, rounding));
    }

    private static NDArray checked(VitConfig config, NDArray images, VisionTransformer net) {
        Shape shape = images.getShape();
        Shape wanted = new Shape(shape.get(0), config.inChans(), config.imageSize(), config.imageSize());
        if (!shape.equals(wanted)) {
            throw VitConfig.refuse(
                    "vit.input.shape",
                    "the input has shape " + shape + ", the model takes " + wanted,
                    "Prepare images of " + config.inChans() + " channels and " + config.imageSize() + " x "
                            + config.imageSize() + " pixels.");
        }
        return net.logits(images);
    }

    private NDArray logits(NDArray images) {
        observer.see("input", images);
        try (NDManager scope = images.getManager().newSubManager()) {
            images.attach(scope);
            NDArray x = embed(scope, images);
            images.attach(scope.getParentManager());
            RelativePosition positions = config.relativePosition() ? RelativePosition.of(config, scope) : null;
            for (int n = 0; n < subnet.depth(); n++) {
                NDArray before = x;
                x = block(scope, n, before, positions);
                before.close();
            }
            x = seen("norm", norm(scope, "norm", x));
            NDArray patchesOnly = Slices.range(scope, x, 1, 1, x.getShape().get(1));
            NDArray pooled = seen(
                    "pooled",
                    config.gp()
                            ? patchesOnly.mean(new int[] {1})
                            : Slices.range(scope, x, 1, 0, 1).squeeze(1));
            NDArray logits = seen("logits", linear("head", pooled, slices.head(scope, subnet.embedDim())));
            logits.attach(scope.getParentManager());
            return logits;
        }
    }

    /// (B, C, H, W) to the token stream (B, T, E).
    private NDArray embed(NDManager scope, NDArray images) {
        int width = subnet.embedDim();
        Patches patches = config.patches();
        Slices.Linear kernel = slices.patchEmbedding(scope, width);
        NDArray map = images.getNDArrayInternal()
                .convolution(
                        images,
                        rounding.weight("patch_embed", kernel.weight()),
                        kernel.bias(),
                        new Shape(config.patchSize(), config.patchSize()),
                        new Shape(patches.padding(), patches.padding()),
                        new Shape(1, 1),
                        1)
                .singletonOrThrow();
        long batch = images.getShape().get(0);
        NDArray tokens =
                seen("patch_embed", map.reshape(batch, width, patches.count()).transpose(0, 2, 1));
        NDArray cls = slices.columns(scope, "cls_token", width).broadcast(new Shape(batch, 1, width));
        NDArray x = cls.concat(tokens, 1);
        if (config.absPos()) {
            x = x.add(slices.columns(scope, "pos_embed", width));
        }
        if (kept != null) {
            x = x.get(scope, new NDIndex(":, {}", kept));
        }
        return seen("embed", x);
    }

    private NDArray block(NDManager outer, int n, NDArray x, @Nullable RelativePosition positions) {
        String name = "blocks." + n + ".";
        try (NDManager scope = outer.newSubManager()) {
            x.attach(scope);
            NDArray normed = seen(name + "norm1", norm(scope, name + "attn_layer_norm", x));
            NDArray attended = seen(name + "attn", x.add(dropped(scope, n, attention(scope, n, normed, positions))));
            NDArray again = seen(name + "norm2", norm(scope, name + "ffn_layer_norm", attended));
            NDArray out = seen(name + "out", attended.add(dropped(scope, n, mlp(scope, n, again))));
            x.attach(outer);
            out.attach(outer);
            return out;
        }
    }

    private NDArray dropped(NDManager scope, int n, NDArray branch) {
        return dropPath == null
                ? branch
                : branch.mul(dropPath.mask(scope, config, n, branch.getShape().get(0)));
    }

    private NDArray attention(NDManager scope, int n, NDArray x, @Nullable RelativePosition positions) {
        String name = "blocks." + n + ".";
        int heads = subnet.heads().get(n);
        int size = config.headDim();
        long batch = x.getShape().get(0);
        long tokens = x.getShape().get(1);
        NDArray qkv = chain(name + "qkv", x, slices.qkv(scope, n, subnet.embedDim(), heads));
        NDArray split = qkv.reshape(batch, tokens, 3, heads, size).transpose(2, 0, 3, 1, 4); // (3, B, h, T, d)
        NDArray q = Slices.range(scope, split, 0, 0, 1).squeeze(0);
        NDArray k = Slices.range(scope, split, 0, 1, 2).squeeze(0);
        NDArray v = Slices.range(scope, split, 0, 2, 3).squeeze(0);
        NDArray scores = q.matMul(k.transpose(0, 1, 3, 2));
        if (positions != null) {
            scores = scores.add(positions.keyScores(slices.weights(), scope, name + "attn.rel_pos_embed_k", q));
        }
        scores = seen(name + "scores", Scalar.times(scores, 1 / Math.sqrt(size)));
        NDArray shares = seen(name + "probabilities", scores.softmax(-1));
        NDArray mixed = shares.matMul(v);
        if (positions != null) {
            mixed = mixed.add(positions.valueMix(slices.weights(), scope, name + "attn.rel_pos_embed_v", shares));
        }
        NDArray context =
                seen(name + "context", mixed.transpose(0, 2, 1, 3).reshape(batch, tokens, (long) heads * size));
        return chain(name + "proj", context, slices.proj(scope, n, subnet.embedDim(), heads));
    }

    private NDArray mlp(NDManager scope, int n, NDArray x) {
        String name = "blocks." + n + ".";
        int hidden = subnet.hidden(n);
        NDArray wide = chain(name + "fc1", x, slices.fc1(scope, n, subnet.embedDim(), hidden));
        NDArray active = seen(name + "gelu", wide.getNDArrayInternal().gelu());
        return chain(name + "fc2", active, slices.fc2(scope, n, subnet.embedDim(), hidden));
    }

    /// The factors of one layer, applied in turn; all but the last are seen as `name` + their digit.
    private NDArray chain(String name, NDArray x, Slices.Factors factors) {
        NDArray y = x;
        for (int i = 0; i < factors.linears().size(); i++) {
            boolean last = i == factors.linears().size() - 1;
            String suffix = last ? factors.linears().size() == 1 ? "" : "3" : Integer.toString(i + 1);
            y = seen(
                    last ? name : name + (i + 1),
                    linear(name + suffix, y, factors.linears().get(i)));
        }
        return y;
    }

    private NDArray norm(NDManager scope, String name, NDArray x) {
        int width = subnet.embedDim();
        NDArray weight = slices.columns(scope, name + ".weight", width);
        NDArray bias = slices.columns(scope, name + ".bias", width);
        return x.getNDArrayInternal()
                .layerNorm(x, new Shape(width), weight, bias, VitConfig.LAYER_NORM_EPSILON)
                .singletonOrThrow();
    }

    private NDArray linear(String name, NDArray x, Slices.Linear layer) {
        NDList out = x.getNDArrayInternal().linear(x, rounding.weight(name, layer.weight()), layer.bias());
        return out.singletonOrThrow();
    }

    private NDArray seen(String name, NDArray value) {
        observer.see(name, value);
        return rounding.activation(name, value);
    }
}

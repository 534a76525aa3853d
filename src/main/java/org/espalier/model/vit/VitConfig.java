package org.espalier.model.vit;

import java.util.Collections;
import java.util.List;
import org.espalier.task.WorkbenchException;

/// The shape of a weight-sharing vision transformer, at its largest, and how its pictures are prepared.
///
/// Every record is valid: the constructor refuses what [VisionTransformer] could not run.
///
/// @param imageSize side of the square input, pixels
/// @param patchSize side of a patch, pixels
/// @param inChans input channels
/// @param numClasses rows of the head
/// @param embedDim width E of the supernet
/// @param depth blocks of the supernet
/// @param numHeads heads of the supernet; heads x headDim is at most E
/// @param headDim size of one head, 64 unless the configuration says otherwise
/// @param mlpRatio largest MLP ratio
/// @param choices what subnets may choose
/// @param lowRank factorisation of the linear layers
/// @param relativePosition relative position embeddings for keys and values
/// @param maxRelativePosition largest distance that has its own row in the tables
/// @param absPos absolute position embedding
/// @param gp mean over the patch tokens before the head, else the class token
/// @param qkvBias whether qkv has a bias
/// @param changeQkv rows of qkv interleaved q, k, v and its bias cut as a prefix (the released code); otherwise
///     rows and bias are Q, K, V thirds, each cut as a prefix of heads
/// @param imageMean subtracted from a channel in 0..1
/// @param imageStd divides it after that
/// @param labels class names, empty if unknown
public record VitConfig(
        int imageSize,
        int patchSize,
        int inChans,
        int numClasses,
        int embedDim,
        int depth,
        int numHeads,
        int headDim,
        double mlpRatio,
        Choices choices,
        LowRank lowRank,
        boolean relativePosition,
        int maxRelativePosition,
        boolean absPos,
        boolean gp,
        boolean qkvBias,
        boolean changeQkv,
        List<Float> imageMean,
        List<Float> imageStd,
        List<String> labels) {

    /// Epsilon of every layer norm.
    public static final float LAYER_NORM_EPSILON = 1e-5f;

    /// Refuses a shape that cannot be run.
    ///
    /// @throws WorkbenchException if a number is out of range, the heads are wider than E, or the patch size is
    /// unknown
    public VitConfig {
        imageMean = List.copyOf(imageMean);
        imageStd = List.copyOf(imageStd);
        labels = List.copyOf(labels);
        within("image_size", imageSize, 1, 4096);
        within("patch_size", patchSize, 1, imageSize);
        within("in_chans", inChans, 1, 64);
        within("num_classes", numClasses, 1, 100_000);
        within("embed_dim", embedDim, 1, 16_384);
        within("depth", depth, 1, 256);
        within("num_heads", numHeads, 1, 256);
        within("head_dim", headDim, 1, 1024);
        within("max_relative_position", maxRelativePosition, 0, 1024);
        for (int choice : choices.depth()) {
            within("choices.depth", choice, 1, depth);
        }
        ratio("mlp_ratio", mlpRatio, 16);
        switch (lowRank) {
            case LowRank.Dense d -> {}
            case LowRank.ThreeFactor t -> ratio("rank_ratio", t.ratio(), 1);
            case LowRank.TwoFactor t -> {
                ratio("rank_ratio_attn", t.attention(), 1);
                ratio("rank_ratio_mlp", t.mlp(), 1);
            }
        }
        if (numHeads * headDim > embedDim) {
            throw refuse(
                    "vit.config.heads",
                    numHeads + " heads of " + headDim + " are wider than embed_dim " + embedDim,
                    "Lower num_heads or raise embed_dim: heads x head size may be at most embed_dim.");
        }
        if (imageMean.size() != inChans || imageStd.size() != inChans) {
            throw refuse(
                    "vit.config.normalisation",
                    "image_mean and image_std need one number for each of the " + inChans + " channels",
                    "Give both as lists of " + inChans + " numbers.");
        }
        for (int i = 0; i < inChans; i++) {
            if (!Float.isFinite(imageMean.get(i)) || !(imageStd.get(i) > 0) || !Float.isFinite(imageStd.get(i))) {
                throw refuse(
                        "vit.config.normalisation",
                        "image_mean and image_std of channel " + i + " are " + imageMean.get(i) + " and "
                                + imageStd.get(i),
                        "Give finite numbers, and deviations above 0.");
            }
        }
        Patches.of(imageSize, patchSize, lowRank);
    }

    /// The patch grid of this image and patch size.
    public Patches patches() {
        return Patches.of(imageSize, patchSize, lowRank);
    }

    /// Patch tokens plus the class token.
    public int tokens() {
        return patches().count() + 1;
    }

    /// The largest subnet: the whole supernet.
    public Subnet largest() {
        return Subnet.uniform(depth, embedDim, numHeads, mlpRatio);
    }

    /// Rank of qkv (and of proj, with three factors) for a block of `heads` heads; 0 if dense.
    public int attentionRank(int heads) {
        return switch (lowRank) {
            case LowRank.Dense d -> 0;
            case LowRank.ThreeFactor t -> floor(embedDim * t.ratio());
            case LowRank.TwoFactor t -> floor(heads * headDim * t.attention());
        };
    }

    /// Rank of fc1 and fc2 for a subnet of this width and hidden width; 0 if dense.
    public int mlpRank(int width, int hidden) {
        return switch (lowRank) {
            case LowRank.Dense d -> 0;
            case LowRank.ThreeFactor t -> floor(Math.min(width, hidden) * t.ratio());
            case LowRank.TwoFactor t -> floor(Math.min(width, hidden) * t.mlp());
        };
    }

    /// Checks that a subnet is a slice of this supernet.
    ///
    /// @throws WorkbenchException naming the field that is too large, too small or of the wrong length
    public Subnet check(Subnet subnet) {
        within("subnet depth", subnet.depth(), 1, depth);
        within("subnet embedDim", subnet.embedDim(), 1, embedDim);
        if (subnet.heads().size() != subnet.depth() || subnet.mlpRatio().size() != subnet.depth()) {
            throw refuse(
                    "vit.subnet.length",
                    "a subnet of depth " + subnet.depth() + " has "
                            + subnet.heads().size() + " heads and "
                            + subnet.mlpRatio().size() + " MLP ratios",
                    "Give one of each per block.");
        }
        for (int block = 0; block < subnet.depth(); block++) {
            within("subnet heads[" + block + "]", subnet.heads().get(block), 1, numHeads);
            ratio("subnet mlpRatio[" + block + "]", subnet.mlpRatio().get(block), mlpRatio);
            within("hidden width of block " + block, subnet.hidden(block), 1, Integer.MAX_VALUE);
        }
        return subnet;
    }

    /// A copy with other class names.
    public VitConfig withLabels(List<String> names) {
        return copy(imageSize, patchSize, names.size(), depth, choices, lowRank, names);
    }

    /// The same with another number of blocks at most.
    public VitConfig withDepth(int blocks) {
        return copy(imageSize, patchSize, numClasses, blocks, choices, lowRank, labels);
    }

    /// A copy with other choices.
    public VitConfig with(Choices other) {
        return copy(imageSize, patchSize, numClasses, depth, other, lowRank, labels);
    }

    /// A copy at another image size, patch size or rank.
    public VitConfig at(int image, int patch, LowRank rank) {
        return copy(image, patch, numClasses, depth, choices, rank, labels);
    }

    private VitConfig copy(
            int image, int patch, int classes, int blocks, Choices other, LowRank rank, List<String> names) {
        return new VitConfig(
                image,
                patch,
                inChans,
                classes,
                embedDim,
                blocks,
                numHeads,
                headDim,
                mlpRatio,
                other,
                rank,
                relativePosition,
                maxRelativePosition,
                absPos,
                gp,
                qkvBias,
                changeQkv,
                imageMean,
                imageStd,
                names);
    }

    /// `channels` times the default 0.5.
    static List<Float> half(int channels) {
        return Collections.nCopies(channels, 0.5f);
    }

    /// The integer part of a product in double precision, as the released code computes ranks; at least 1.
    private static int floor(double x) {
        return Math.max(1, (int) x);
    }

    private static void within(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw refuse(
                    "vit.config.range",
                    what + " is " + value + ", which is not in " + low + ".." + high,
                    "Correct it in config.json or the subnet file.");
        }
    }

    private static void ratio(String what, double value, double high) {
        if (!(value > 0) || value > high + 1e-9) {
            throw refuse(
                    "vit.config.range",
                    what + " is " + value + ", which is not above 0 and at most " + high,
                    "Correct it in config.json or the subnet file.");
        }
    }

    static WorkbenchException refuse(String code, String message, String remedy) {
        return WorkbenchException.input(code, message, remedy);
    }
}

package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts of the supernet's tensors that a subnet uses (mcuformer.md 1.3): prefixes of rows and columns, with the
/// two layouts of qkv.
///
/// Slices are views and carry gradients back to the supernet.
record Slices(VitConfig config, VitWeights weights) {

    /// One matrix (out, in) and its bias.
    record Linear(NDArray weight, @Nullable NDArray bias) {}

    /// The matrices of one layer in the order of their use: one, or the factors of a low rank.
    record Factors(List<Linear> linears) {}

    /// The patch kernel's first `width` output channels.
    Linear patchEmbedding(NDManager scope, int width) {
        return new Linear(
                range(scope, weights.get("patch_embed_super.proj.weight"), 0, 0, width),
                range(scope, weights.get("patch_embed_super.proj.bias"), 0, 0, width));
    }

    /// The first `width` entries of the last axis.
    NDArray columns(NDManager scope, String name, int width) {
        NDArray tensor = weights.get(name);
        return range(scope, tensor, tensor.getShape().dimension() - 1, 0, width);
    }

    /// The head for pooled features of this width.
    Linear head(NDManager scope, int width) {
        return new Linear(
                columns(scope, "head.weight", width),
                range(scope, weights.get("head.bias"), 0, 0, config.numClasses()));
    }

    /// qkv of a block, giving Q then K then V.
    Factors qkv(NDManager scope, int block, int width, int heads) {
        String name = "blocks." + block + ".attn.qkv";
        int out = 3 * heads * config.headDim();
        int rank = config.attentionRank(heads);
        List<Linear> factors = new ArrayList<>();
        int in = width;
        if (rank > 0) {
            factors.add(new Linear(rankRows(scope, name + "1.weight", rank, in), null));
            if (config.lowRank() instanceof LowRank.ThreeFactor) {
                factors.add(new Linear(rankRows(scope, name + "2.weight", rank, rank), null));
            }
            in = rank;
            name += "3";
        }
        NDArray weight = qkvRows(scope, weights.get(name + ".weight"), out, in);
        NDArray bias = null;
        if (config.qkvBias()) {
            NDArray all = weights.get(name + ".bias");
            bias = config.changeQkv() ? range(scope, all, 0, 0, out) : thirds(scope, all, out);
        }
        factors.add(new Linear(weight, bias));
        return new Factors(factors);
    }

    /// proj of a block.
    Factors proj(NDManager scope, int block, int width, int heads) {
        int rank = config.lowRank() instanceof LowRank.ThreeFactor ? config.attentionRank(heads) : 0;
        return plain(scope, "blocks." + block + ".attn.proj", heads * config.headDim(), width, rank);
    }

    /// fc1 of a block.
    Factors fc1(NDManager scope, int block, int width, int hidden) {
        return plain(scope, "blocks." + block + ".fc1", width, hidden, config.mlpRank(width, hidden));
    }

    /// fc2 of a block.
    Factors fc2(NDManager scope, int block, int width, int hidden) {
        return plain(scope, "blocks." + block + ".fc2", hidden, width, config.mlpRank(width, hidden));
    }

    private Factors plain(NDManager scope, String name, int in, int out, int rank) {
        List<Linear> factors = new ArrayList<>();
        String last = name;
        int lastIn = in;
        if (rank > 0) {
            factors.add(new Linear(block(scope, weights.get(name + "1.weight"), rank, in), null));
            if (config.lowRank() instanceof LowRank.ThreeFactor) {
                factors.add(new Linear(block(scope, weights.get(name + "2.weight"), rank, rank), null));
            }
            last = name + "3";
            lastIn = rank;
        }
        factors.add(new Linear(
                block(scope, weights.get(last + ".weight"), out, lastIn),
                range(scope, weights.get(last + ".bias"), 0, 0, out)));
        return new Factors(factors);
    }

    /// Rows of a first or middle qkv factor: the release interleaves these too.
    private NDArray rankRows(NDManager scope, String name, int out, int in) {
        NDArray tensor = weights.get(name);
        return config.changeQkv() ? interleaved(scope, tensor, out, in) : block(scope, tensor, out, in);
    }

    private NDArray qkvRows(NDManager scope, NDArray tensor, int out, int in) {
        if (config.changeQkv()) {
            return interleaved(scope, tensor, out, in);
        }
        return thirds(scope, range(scope, tensor, 1, 0, in), out);
    }

    /// Rows 0, 3, 6, ..., then 1, 4, 7, ..., then 2, 5, 8, ... of the first `out`.
    private static NDArray interleaved(NDManager scope, NDArray tensor, int out, int in) {
        NDArray rows = null;
        for (int first = 0; first < Math.min(3, out); first++) {
            NDArray third =
                    tensor.get(scope, new NDIndex().addSliceDim(first, out, 3).addSliceDim(0, in));
            rows = rows == null ? third : rows.concat(third, 0);
        }
        return java.util.Objects.requireNonNull(rows);
    }

    /// The first `out / 3` rows of each third of a tensor whose rows are Q, K, V one after the other.
    private static NDArray thirds(NDManager scope, NDArray tensor, int out) {
        long third = tensor.getShape().get(0) / 3;
        long each = out / 3;
        if (each == third) {
            return tensor.get(scope, new NDIndex().addSliceDim(0, out));
        }
        NDArray q = range(scope, tensor, 0, 0, each);
        NDArray k = range(scope, tensor, 0, third, third + each);
        NDArray v = range(scope, tensor, 0, 2 * third, 2 * third + each);
        return q.concat(k, 0).concat(v, 0);
    }

    private static NDArray block(NDManager scope, NDArray tensor, int out, int in) {
        return tensor.get(scope, new NDIndex().addSliceDim(0, out).addSliceDim(0, in));
    }

    /// Entries `from` until `to` of one axis.
    static NDArray range(NDManager scope, NDArray tensor, int axis, long from, long to) {
        NDIndex index = new NDIndex();
        for (int i = 0; i < axis; i++) {
            index.addAllDim();
        }
        return tensor.get(scope, index.addSliceDim(from, to));
    }
}

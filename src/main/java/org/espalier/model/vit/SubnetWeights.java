package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tensors of one subnet as plain arrays, cut from the supernet: what is left when the choice is made.
///
/// @param patchEmbedding weight (E, channels · P · P), as the convolution stores it
/// @param classToken E values
/// @param position T x E values; zeros without absolute positions
/// @param norm the last normalisation
@SuppressWarnings("ArrayRecordComponent")
public record SubnetWeights(
        Layer patchEmbedding, float[] classToken, float[] position, List<Block> blocks, Norm norm, Layer head) {

    /// A linear map, `y = W x + b`.
    ///
    /// @param weight row-major, `outputs x inputs`
    /// @param bias zeros if it has none
    public record Layer(String name, int outputs, int inputs, float[] weight, float[] bias) {}

    /// A normalisation's factors and shifts.
    public record Norm(String name, float[] weight, float[] bias) {}

    /// The tables of relative positions of a layer, each `(2 · most + 2) x d`: row 0 for pairs with the class token,
    /// then a row for each distance from −most to most. All heads use them.
    ///
    /// @param most the largest distance that has a row of its own
    public record Positions(int most, float[] keyRows, float[] keyColumns, float[] valueRows, float[] valueColumns) {}

    /// One block; a layer of low rank has its factors in the order of their use.
    ///
    /// @param positions null without relative positions
    public record Block(
            int heads,
            Norm norm1,
            List<Layer> qkv,
            List<Layer> proj,
            Norm norm2,
            List<Layer> fc1,
            List<Layer> fc2,
            @Nullable Positions positions) {}

    /// Cuts a subnet.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is no slice of the supernet
    public static SubnetWeights of(VitConfig config, VitWeights weights, Subnet subnet) {
        config.check(subnet);
        Slices slices = new Slices(config, weights);
        int width = subnet.embedDim();
        try (NDManager scope = weights.manager().newSubManager()) {
            List<Block> blocks = new ArrayList<>();
            for (int n = 0; n < subnet.depth(); n++) {
                blocks.add(block(config, slices, scope, subnet, n));
            }
            float[] position = config.absPos()
                    ? slices.columns(scope, "pos_embed", width).toFloatArray()
                    : new float[config.tokens() * width];
            return new SubnetWeights(
                    layer("patch_embed", slices.patchEmbedding(scope, width)),
                    slices.columns(scope, "cls_token", width).toFloatArray(),
                    position,
                    List.copyOf(blocks),
                    norm(slices, scope, "norm", width),
                    layer("head", slices.head(scope, width)));
        }
    }

    private static Block block(VitConfig config, Slices slices, NDManager scope, Subnet subnet, int n) {
        String name = "blocks." + n + ".";
        int width = subnet.embedDim();
        int heads = subnet.heads().get(n);
        int hidden = subnet.hidden(n);
        return new Block(
                heads,
                norm(slices, scope, name + "attn_layer_norm", width),
                layers(name + "qkv", slices.qkv(scope, n, width, heads)),
                layers(name + "proj", slices.proj(scope, n, width, heads)),
                norm(slices, scope, name + "ffn_layer_norm", width),
                layers(name + "fc1", slices.fc1(scope, n, width, hidden)),
                layers(name + "fc2", slices.fc2(scope, n, width, hidden)),
                config.relativePosition() ? positions(config, slices.weights(), name + "attn.rel_pos_embed_") : null);
    }

    private static Positions positions(VitConfig config, VitWeights weights, String name) {
        return new Positions(
                config.maxRelativePosition(),
                weights.values(name + "k.embeddings_table_v"),
                weights.values(name + "k.embeddings_table_h"),
                weights.values(name + "v.embeddings_table_v"),
                weights.values(name + "v.embeddings_table_h"));
    }

    private static Norm norm(Slices slices, NDManager scope, String name, int width) {
        return new Norm(
                name,
                slices.columns(scope, name + ".weight", width).toFloatArray(),
                slices.columns(scope, name + ".bias", width).toFloatArray());
    }

    /// Dense layers keep their name; factors are called as in the state dict: 1, 2, 3.
    private static List<Layer> layers(String name, Slices.Factors factors) {
        List<Slices.Linear> linears = factors.linears();
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < linears.size(); i++) {
            boolean last = i == linears.size() - 1;
            String suffix = linears.size() == 1 ? "" : last ? "3" : Integer.toString(i + 1);
            layers.add(layer(name + suffix, linears.get(i)));
        }
        return List.copyOf(layers);
    }

    private static Layer layer(String name, Slices.Linear linear) {
        int outputs = (int) linear.weight().getShape().get(0);
        float[] weight = linear.weight().toFloatArray();
        @Nullable NDArray bias = linear.bias();
        return new Layer(
                name,
                outputs,
                weight.length / outputs,
                weight,
                bias == null ? new float[outputs] : bias.toFloatArray());
    }
}

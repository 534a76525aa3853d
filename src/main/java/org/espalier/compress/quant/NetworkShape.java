package org.espalier.compress.quant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;

/// The int8 network a subnet would become, with every operator and activation of [VitQuantizer] but
/// zeros for numbers. Its residual stream has 16 bits.
///
/// It plans like the real one, so memory and flash of a subnet are known before it has weights. It
/// computes nothing.
public final class NetworkShape {

    private final VitConfig config;
    private final Subnet subnet;
    private final int tokens;
    private final List<Activation> activations = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final Map<Integer, byte[]> zeros = new HashMap<>();
    private String stream = "";

    private NetworkShape(VitConfig config, Subnet subnet) {
        this.config = config;
        this.subnet = config.check(subnet);
        this.tokens = config.tokens();
    }

    /// The network of a subnet.
    ///
    /// @throws org.espalier.task.WorkbenchException if it has no integer form
    public static QuantizedNetwork of(VitConfig config, Subnet subnet) {
        IntegerForm.check(config);
        return new NetworkShape(config, subnet).network();
    }

    private QuantizedNetwork network() {
        int width = subnet.embedDim();
        int patches = config.patches().count();
        int inputs = InputSpec.CHANNELS * config.patchSize() * config.patchSize();
        String embedded = put("patch_embed", patches, width, Width.INT16);
        ops.add(new Op.PatchEmbed(
                embedded,
                embedded,
                config.patchSize(),
                config.patches().padding(),
                (byte) 0,
                config.patches().side(),
                matrix(width, inputs, Width.INT16)));
        stream = put("position", tokens, width, Width.INT16);
        int rowBytes = width * Width.INT16.bytes();
        ops.add(new Op.PositionAdd(stream, embedded, stream, zeros(patches * rowBytes), zeros(rowBytes), null));
        for (int n = 0; n < subnet.depth(); n++) {
            block("blocks." + n + ".", subnet.heads().get(n), subnet.hidden(n));
        }
        norm("norm");
        put("pool", 1, width);
        ops.add(new Op.MeanPool("pool", "norm", "pool", config.gp() ? 1 : 0, config.gp() ? patches : 1, 0, 1, 0));
        put("head", 1, config.numClasses());
        ops.add(new Op.Linear("head", "pool", "head", 1, matrix(config.numClasses(), width, Width.INT8)));
        InputSpec input = InputSpec.of(config.imageSize(), new double[] {0, 0, 0}, new double[] {1, 1, 1});
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < config.numClasses(); i++) {
            classes.add(Integer.toString(i));
        }
        return new QuantizedNetwork("shape", classes, input, activations, ops);
    }

    private void block(String b, int heads, int hidden) {
        int width = subnet.embedDim();
        int inner = heads * config.headDim();
        boolean three = config.lowRank() instanceof LowRank.ThreeFactor;
        int rank = config.attentionRank(heads);
        int mlpRank = config.mlpRank(width, hidden);
        norm(b + "norm1");
        String qkv = linears(b, "qkv", b + "norm1", width, 3 * inner, rank, three, Width.INT8);
        String context = put(b + "attention", tokens, inner);
        ops.add(new Op.Attention(
                context,
                qkv,
                context,
                tokens,
                heads,
                config.headDim(),
                new int[heads],
                new short[heads][256],
                new int[inner],
                0,
                config.relativePosition() ? relative(heads) : null));
        add(b + "add1", linears(b, "proj", context, inner, width, three ? rank : 0, three, Width.INT16));
        norm(b + "norm2");
        String wide = linears(b, "fc1", b + "norm2", width, hidden, mlpRank, three, Width.INT8);
        put(b + "gelu", tokens, hidden);
        ops.add(new Op.Gelu(b + "gelu", wide, b + "gelu", zeros(256)));
        add(b + "add2", linears(b, "fc2", b + "gelu", hidden, width, mlpRank, three, Width.INT16));
    }

    private RelativeTables relative(int heads) {
        int side = config.patches().side();
        int reach = RelativeTables.reach(side, config.maxRelativePosition());
        int inner = heads * config.headDim();
        byte[] table = zeros(RelativeTables.rows(reach) * config.headDim());
        return new RelativeTables(side, reach, table, table, new short[inner], new int[heads], new int[inner]);
    }

    private String linears(String b, String layer, String from, int in, int out, int rank, boolean three, Width width) {
        if (rank == 0) {
            return linear(b + layer, from, in, out, width);
        }
        String first = linear(b + layer + "1", from, in, rank, Width.INT8);
        String middle = three ? linear(b + layer + "2", first, rank, rank, Width.INT8) : first;
        return linear(b + layer + "3", middle, rank, out, width);
    }

    private String linear(String name, String from, int in, int out, Width width) {
        put(name, tokens, out, width);
        ops.add(new Op.Linear(name, from, name, tokens, matrix(out, in, width)));
        return name;
    }

    private void norm(String name) {
        int width = subnet.embedDim();
        put(name, tokens, width);
        ops.add(new Op.LayerNorm(name, stream, name, new short[0], new short[0], 1, new int[width], new int[width]));
    }

    private void add(String name, String right) {
        put(name, tokens, subnet.embedDim(), Width.INT16);
        ops.add(new Op.Add(name, stream, right, name, null));
        stream = name;
    }

    private String put(String name, int rows, int columns) {
        return put(name, rows, columns, Width.INT8);
    }

    private String put(String name, int rows, int columns, Width width) {
        activations.add(new Activation(name, rows, columns, new double[] {1}, new double[] {0}, width));
        return name;
    }

    private Op.Matrix matrix(int outputs, int inputs, Width width) {
        byte[] weights = zeros(Math.multiplyExact(outputs, inputs));
        return new Op.Matrix(outputs, inputs, weights, new int[outputs], new int[outputs], 0, width);
    }

    /// Shared, for nobody writes to them.
    private byte[] zeros(int count) {
        return zeros.computeIfAbsent(count, byte[]::new);
    }
}

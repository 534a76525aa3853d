package org.espalier.compress.quant;

import java.util.ArrayList;
import java.util.List;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitConfig;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Turns a float vision transformer into an int8 network, with every scale chosen on calibration data.
///
/// - Weights: int8 per output column, largest value at 127, rounded by [WeightRounding]; what that does to the input's
///   mean is taken off the bias.
/// - Inputs of linear maps: scales per column, see [LinearFit].
/// - The residual stream in 16 bits: one unit, see [StreamUnit]; what is added to it is in that unit as well.
/// - The residual stream in 8 bits: scales and centres per column, see [StreamGrid]; each column's ends are cut where
///   that lowers the squared error.
/// - Attention: [AttentionFit], its relative positions: [RelativeFit]. GELU: [GeluFit].
public final class VitQuantizer {

    /// Room on either side of the logits seen, as a share of their range.
    private static final double MARGIN = 0.05;

    private final VitConfig config;
    private final SubnetWeights weights;
    private final Calibration seen;
    private final Form form;

    /// Of a stream of 16 bits; 0 for one of 8.
    private final double unit;

    private double finest;
    private final List<Activation> activations = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private StreamGrid stream = new StreamGrid(1, new short[0], new short[0]);
    private String streamName = "";

    /// What a network may be like.
    ///
    /// @param stream width of the residual stream
    /// @param softmax how softmax's exponential is computed
    /// @param gelu how GELU is computed
    public record Form(Width stream, Nonlinear softmax, Nonlinear gelu) {

        /// The most exact one.
        public static final Form EXACT = new Form(Width.INT16, Nonlinear.TABLE, Nonlinear.TABLE);
    }

    private VitQuantizer(VitConfig config, SubnetWeights weights, Calibration seen, Form form, double unit) {
        this.form = form;
        this.unit = unit;
        this.config = config;
        this.weights = weights;
        this.seen = seen;
    }

    /// Quantises a subnet in the most exact form.
    ///
    /// @throws WorkbenchException if the network has parts without integer form
    public static QuantizedNetwork quantize(
            String name, VitConfig config, SubnetWeights weights, Calibration seen, TaskContext context) {
        return quantize(name, config, weights, seen, Form.EXACT, context);
    }

    /// Quantises a subnet.
    ///
    /// @param form what the network is to be like
    /// @throws WorkbenchException if the network has parts without integer form
    public static QuantizedNetwork quantize(
            String name, VitConfig config, SubnetWeights weights, Calibration seen, Form form, TaskContext context) {
        IntegerForm.check(config);
        double unit = form.stream() == Width.INT16 ? StreamUnit.of(seen, weights) : 0;
        var first = new VitQuantizer(config, weights, seen, form, unit);
        QuantizedNetwork network = first.network(name, context);
        if (form.stream() == Width.INT16 && first.finest > unit) {
            network = new VitQuantizer(config, weights, seen, form, first.finest).network(name, context);
        }
        NetworkCheck.check(network, name);
        return network;
    }

    private QuantizedNetwork network(String name, TaskContext context) {
        context.stage("Choosing scales");
        int tokens = config.tokens();
        InputSpec input = InputSpec.of(config.imageSize(), doubles(config.imageMean()), doubles(config.imageStd()));
        embed(input, tokens);
        for (int n = 0; n < weights.blocks().size(); n++) {
            context.checkCancelled();
            attention("blocks." + n + ".", weights.blocks().get(n), tokens);
            mlp("blocks." + n + ".", weights.blocks().get(n), tokens);
            context.progress(n + 1, weights.blocks().size());
        }
        head(tokens);
        return new QuantizedNetwork(name, classes(), input, activations, ops);
    }

    private List<String> classes() {
        if (!config.labels().isEmpty()) {
            return config.labels();
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < config.numClasses(); i++) {
            names.add(Integer.toString(i));
        }
        return names;
    }

    private static double[] doubles(List<Float> values) {
        return values.stream().mapToDouble(Float::doubleValue).toArray();
    }

    private void embed(InputSpec input, int tokens) {
        SubnetWeights.Layer layer = PatchOrder.interleaved(weights.patchEmbedding(), config.patchSize());
        Sample patches = seen.of("patch_embed");
        Grid pixels = Grid.uniform(layer.inputs(), input.scale(), input.zeroPoint());
        Grid out = added(patches, layer, pixels);
        int grid = config.patches().side();
        String name = put("patch_embed", grid * grid, out, form.stream());
        ops.add(new Op.PatchEmbed(
                name,
                name,
                config.patchSize(),
                config.patches().padding(),
                (byte) input.zeroPoint(),
                grid,
                LinearFit.matrix(layer, seen.of(Calibration.PATCHES), pixels, out, 0, form.stream())));
        position(name, out, tokens);
    }

    private void position(String patches, Grid out, int tokens) {
        int width = out.columns();
        Sample position = new Sample(width, tokens - 1);
        position.add(weights.position(), 1, tokens - 1, tokens - 1);
        double[] centre = ColumnFit.middle(position);
        Grid positions = wide() ? out : Grid.around(centre, ColumnFit.whole(ColumnFit.reach(position, centre)));
        Grid streamGrid = out;
        if (!wide()) {
            stream = StreamGrid.sum(seen.of("embed"), out, positions);
            streamGrid = stream.grid();
        }
        byte[] table = new byte[(tokens - 1) * width * form.stream().bytes()];
        byte[] classRow = new byte[width * form.stream().bytes()];
        for (int c = 0; c < width; c++) {
            double classValue = (double) weights.classToken()[c] + weights.position()[c];
            streamGrid.put(form.stream(), classRow, c, classValue);
            for (int t = 1; t < tokens; t++) {
                positions.put(form.stream(), table, (t - 1) * width + c, weights.position()[t * width + c]);
            }
        }
        Op.@Nullable Mix mix = wide() ? null : StreamSum.mix(out, positions, streamGrid);
        streamName = put("position", tokens, streamGrid, form.stream());
        ops.add(new Op.PositionAdd(streamName, patches, streamName, table, classRow, mix));
    }

    private boolean wide() {
        return form.stream() == Width.INT16;
    }

    /// The grid of what is added to the stream.
    private Grid added(Sample sample, SubnetWeights.Layer writer, Grid in) {
        if (wide()) {
            finest = Math.max(finest, LinearFit.leastOfAll(writer, in));
            return Grid.uniform(sample.columns(), Math.max(unit, finest), 0);
        }
        double[] middle = ColumnFit.middle(sample);
        return Grid.around(middle, ColumnFit.scales(sample, middle, LinearFit.least(writer, in, middle)));
    }

    private void attention(String b, SubnetWeights.Block block, int tokens) {
        Chain chain = norm(b + "norm1", block.norm1(), block.qkv().getFirst(), tokens);
        SubnetWeights.Positions positions = block.positions();
        RelativeFit relative = positions == null
                ? null
                : RelativeFit.of(positions, config.patches().side());
        chain = inner(b, "qkv", block.qkv(), chain, tokens);
        SubnetWeights.Layer writer = block.qkv().getLast();
        AttentionFit fit =
                AttentionFit.of(block.heads(), config.headDim(), seen.of(b + "qkv"), writer, chain.grid(), relative);
        chain = linear(writer, chain, fit.qkv(), 0, seen.of(b + "qkv"), tokens);
        Sample context = seen.of(b + "context");
        double[] middle = fit.contextMiddle();
        SubnetWeights.Layer first = block.proj().getFirst();
        Grid grid =
                LinearFit.inputGrid(first, context, middle, ColumnFit.reach(context, middle), fit.leastContextScale());
        String name = put(b + "attention", tokens, grid);
        ops.add(fit.op(name, chain.name(), name, tokens, seen.of(b + "scores"), grid, form.softmax()));
        add(b + "add1", b, "proj", block.proj(), new Chain(name, grid, context), seen.of(b + "attn"), tokens);
    }

    private void mlp(String b, SubnetWeights.Block block, int tokens) {
        Chain chain = norm(b + "norm2", block.norm2(), block.fc1().getFirst(), tokens);
        chain = inner(b, "fc1", block.fc1(), chain, tokens);
        SubnetWeights.Layer writer = block.fc1().getLast();
        GeluFit fit = GeluFit.of(seen.of(b + "fc1"), LinearFit.leastOfAll(writer, chain.grid()));
        int zeroPoint = (int) fit.in().zero()[0];
        chain = linear(writer, chain, fit.in(), zeroPoint, seen.of(b + "fc1"), tokens);
        String name = put(b + "gelu", tokens, fit.out());
        ops.add(new Op.Gelu(name, chain.name(), name, fit.table(form.gelu())));
        add(
                b + "add2",
                b,
                "fc2",
                block.fc2(),
                new Chain(name, fit.out(), seen.of(b + "gelu")),
                seen.of(b + "out"),
                tokens);
    }

    /// What a map reads: the activation, its grid, and how it looked in float.
    private record Chain(String name, Grid grid, Sample sample) {}

    private Chain norm(String name, SubnetWeights.Norm norm, SubnetWeights.Layer reader, int tokens) {
        Sample sample = seen.of(name);
        double[] middle = ColumnFit.middle(sample);
        double[] finest = NormFit.finest(norm, middle);
        Grid grid = LinearFit.inputGrid(reader, sample, middle, ColumnFit.reach(sample, middle), finest);
        put(name, tokens, grid);
        ops.add(
                wide()
                        ? NormFit.op(name, streamName, norm, unit, grid)
                        : NormFit.op(name, streamName, norm, stream, grid));
        return new Chain(name, grid, sample);
    }

    /// All factors of a layer but the last; what is between them has scales per column.
    private Chain inner(String b, String layer, List<SubnetWeights.Layer> factors, Chain from, int tokens) {
        Chain chain = from;
        for (int i = 0; i < factors.size() - 1; i++) {
            Sample sample = seen.of(b + layer + (i + 1));
            double[] middle = ColumnFit.middle(sample);
            double[] least = LinearFit.least(factors.get(i), chain.grid(), middle);
            Grid grid = LinearFit.inputGrid(factors.get(i + 1), sample, middle, ColumnFit.reach(sample, middle), least);
            chain = linear(factors.get(i), chain, grid, 0, sample, tokens);
        }
        return chain;
    }

    private Chain linear(SubnetWeights.Layer layer, Chain in, Grid wanted, int zeroPoint, Sample sample, int tokens) {
        return linear(layer, in, wanted, zeroPoint, sample, tokens, Width.INT8);
    }

    private Chain linear(
            SubnetWeights.Layer layer, Chain in, Grid wanted, int zeroPoint, Sample sample, int tokens, Width width) {
        String name = put(layer.name(), tokens, wanted, width);
        Op.Matrix map = LinearFit.matrix(layer, in.sample(), in.grid(), wanted, zeroPoint, width);
        ops.add(new Op.Linear(name, in.name(), name, tokens, map));
        return new Chain(name, wanted, sample);
    }

    private void add(
            String name,
            String b,
            String layer,
            List<SubnetWeights.Layer> factors,
            Chain from,
            Sample after,
            int tokens) {
        Sample sample = seen.of(b + layer);
        Chain chain = inner(b, layer, factors, from, tokens);
        Grid right = added(sample, factors.getLast(), chain.grid());
        chain = linear(factors.getLast(), chain, right, 0, sample, tokens, form.stream());
        Op.@Nullable Mix mix = null;
        Grid out = right;
        if (!wide()) {
            Grid left = stream.grid();
            stream = StreamGrid.sum(after, left, right);
            out = stream.grid();
            mix = StreamSum.mix(left, right, out);
        }
        put(name, tokens, out, form.stream());
        ops.add(new Op.Add(name, streamName, chain.name(), name, mix));
        streamName = name;
    }

    private void head(int tokens) {
        Chain last = norm("norm", weights.norm(), weights.head(), tokens);
        int first = config.gp() ? 1 : 0;
        int count = config.gp() ? tokens - 1 : 1;
        Sample pooled = seen.of("pooled");
        Sample logits = seen.of("logits");
        PoolFit pool = PoolFit.of(last.grid(), pooled, first, count);
        put("pool", 1, pool.out());
        ops.add(pool.op("pool", "norm", "pool"));
        Grid out = Grid.covering(logits, MARGIN, LinearFit.leastOfAll(weights.head(), pool.out()));
        linear(weights.head(), new Chain("pool", pool.out(), pooled), out, (int) out.zero()[0], logits, 1);
    }

    private String put(String name, int rows, Grid grid) {
        return put(name, rows, grid, Width.INT8);
    }

    private String put(String name, int rows, Grid grid, Width width) {
        activations.add(grid.activation(name, rows, width));
        return name;
    }
}

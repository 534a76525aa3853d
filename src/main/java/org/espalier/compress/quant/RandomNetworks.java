package org.espalier.compress.quant;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Int8 networks with random constants, of any shape: their results mean nothing, their arithmetic is real.
public final class RandomNetworks {

    private final Random random;
    private final Width stream;
    private final List<Activation> activations = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();

    private RandomNetworks(long seed, Width stream) {
        this.stream = stream;
        this.random = new Random(seed);
    }

    /// A shape.
    ///
    /// @param rank of the low-rank factors; 0 for dense maps
    /// @param classToken whether the class token, not the mean, is the answer
    /// @param stream width of the residual stream
    /// @param most the largest distance of relative positions that has a row of its own; −1 without them
    public record Form(
            int size,
            int patch,
            int padding,
            int embed,
            int depth,
            int heads,
            int headDim,
            int hidden,
            int rank,
            int classes,
            boolean classToken,
            Width stream,
            int most) {

        /// With a stream of 8 bits and without relative positions.
        public Form(
                int size,
                int patch,
                int padding,
                int embed,
                int depth,
                int heads,
                int headDim,
                int hidden,
                int rank,
                int classes,
                boolean classToken) {
            this(size, patch, padding, embed, depth, heads, headDim, hidden, rank, classes, classToken, Width.INT8, -1);
        }

        /// With a stream of 16 bits.
        public Form wide() {
            return with(Width.INT16, most);
        }

        /// With relative positions.
        public Form relative(int largest) {
            return with(stream, largest);
        }

        private Form with(Width width, int largest) {
            return new Form(
                    size,
                    patch,
                    padding,
                    embed,
                    depth,
                    heads,
                    headDim,
                    hidden,
                    rank,
                    classes,
                    classToken,
                    width,
                    largest);
        }
    }

    /// A network of that form.
    public static QuantizedNetwork of(Form form, long seed) {
        return new RandomNetworks(seed, form.stream()).build(form);
    }

    /// A picture for it.
    public static byte[] picture(QuantizedNetwork network, long seed) {
        byte[] picture = new byte[network.input().bytes()];
        new Random(seed).nextBytes(picture);
        return picture;
    }

    private QuantizedNetwork build(Form f) {
        InputSpec input = InputSpec.of(f.size(), new double[] {0.5, 0.4, 0.5}, new double[] {0.5, 0.5, 0.6});
        int grid = (f.size() + 2 * f.padding() - f.patch()) / f.patch() + 1;
        int tokens = grid * grid + 1;
        String x = activation("patches", grid * grid, f.embed(), stream);
        ops.add(new Op.PatchEmbed(
                "patch_embed",
                x,
                f.patch(),
                f.padding(),
                (byte) input.zeroPoint(),
                grid,
                added(f.embed(), 3 * f.patch() * f.patch())));
        String sum = activation("residual", tokens, f.embed(), stream);
        ops.add(new Op.PositionAdd(
                "position",
                x,
                sum,
                values(grid * grid * f.embed()),
                values(f.embed()),
                stream == Width.INT16 ? null : mix(f.embed())));
        for (int i = 0; i < f.depth(); i++) {
            String b = "blocks." + i + ".";
            String n = norm(b + "norm1", sum, tokens, f.embed());
            int q = f.heads() * f.headDim();
            String qkv = f.rank() > 0
                    ? linear(b + "qkv3", linear(b + "qkv1", n, tokens, f.embed(), f.rank()), tokens, f.rank(), 3 * q)
                    : linear(b + "qkv", n, tokens, f.embed(), 3 * q);
            String context = activation(b + "attention", tokens, q);
            ops.add(attention(b + "attention", qkv, context, tokens, f));
            sum = add(b + "add1", sum, last(b + "proj", context, tokens, q, f.embed()), tokens, f.embed());
            String m = norm(b + "norm2", sum, tokens, f.embed());
            String up = f.rank() > 0
                    ? linear(
                            b + "fc13",
                            linear(b + "fc11", m, tokens, f.embed(), f.rank()),
                            tokens,
                            f.rank(),
                            f.hidden())
                    : linear(b + "fc1", m, tokens, f.embed(), f.hidden());
            String g = activation(b + "gelu", tokens, f.hidden());
            ops.add(new Op.Gelu(b + "gelu", up, g, bytes(256)));
            String down = f.rank() > 0
                    ? last(b + "fc23", linear(b + "fc21", g, tokens, f.hidden(), f.rank()), tokens, f.rank(), f.embed())
                    : last(b + "fc2", g, tokens, f.hidden(), f.embed());
            sum = add(b + "add2", sum, down, tokens, f.embed());
        }
        String last = norm("norm", sum, tokens, f.embed());
        String pooled = activation("pool", 1, f.embed());
        int count = f.classToken() ? 1 : tokens - 1;
        ops.add(new Op.MeanPool(
                "pool",
                last,
                pooled,
                f.classToken() ? 0 : 1,
                count,
                random.nextInt(50),
                (int) Math.min(Integer.MAX_VALUE, (1L << 34) / count),
                3));
        linear("head", pooled, 1, f.embed(), f.classes());
        List<String> classes = new ArrayList<>();
        for (int i = 0; i < f.classes(); i++) {
            classes.add("class" + i);
        }
        return new QuantizedNetwork("random", classes, input, activations, ops);
    }

    private String activation(String name, int rows, int columns) {
        return activation(name, rows, columns, Width.INT8);
    }

    private String activation(String name, int rows, int columns, Width width) {
        activations.add(new Activation(name, rows, columns, new double[] {0.05}, new double[] {0}, width));
        return name;
    }

    private String linear(String name, String from, int rows, int inputs, int outputs) {
        String to = activation(name, rows, outputs);
        ops.add(new Op.Linear(name, from, to, rows, matrix(outputs, inputs)));
        return to;
    }

    /// The map before a sum.
    private String last(String name, String from, int rows, int inputs, int outputs) {
        String to = activation(name, rows, outputs, stream);
        ops.add(new Op.Linear(name, from, to, rows, added(outputs, inputs)));
        return to;
    }

    private String add(String name, String left, String right, int rows, int columns) {
        String to = activation(name, rows, columns, stream);
        ops.add(new Op.Add(name, left, right, to, stream == Width.INT16 ? null : mix(columns)));
        return to;
    }

    private String norm(String name, String from, int rows, int columns) {
        String to = activation(name, rows, columns);
        short[] u = new short[columns];
        short[] offset = new short[columns];
        int[] gain = new int[columns];
        int[] shift = new int[columns];
        for (int c = 0; c < columns; c++) {
            u[c] = (short) (1 + random.nextInt(120));
            offset[c] = (short) (random.nextInt(8001) - 4000);
            gain[c] = random.nextInt(60_001) - 10_000;
            shift[c] = ((random.nextInt(40) - 20) << 20) + (1 << 19);
        }
        if (stream == Width.INT16) {
            u = new short[0];
            offset = new short[0];
        }
        ops.add(new Op.LayerNorm(name, from, to, u, offset, 1 + random.nextInt(1 << 20), gain, shift));
        return to;
    }

    private Op.Attention attention(String name, String from, String to, int rows, Form f) {
        int[] score = new int[f.heads()];
        short[][] exp = new short[f.heads()][256];
        int[] context = new int[f.heads() * f.headDim()];
        for (int h = 0; h < f.heads(); h++) {
            score[h] = multiplier(f.headDim());
            double step = 0.02 + 0.05 * random.nextDouble();
            for (int n = 0; n < 256; n++) {
                exp[h][n] = (short) Math.round(32767 * Math.exp(-n * step));
            }
        }
        for (int c = 0; c < context.length; c++) {
            context[c] = (1 << 19) * (1 + random.nextInt(4));
        }
        var op = new Op.Attention(
                name, from, to, rows, f.heads(), f.headDim(), score, exp, context, random.nextInt(9) - 4);
        if (f.most() < 0) {
            return op;
        }
        int side = (int) Math.sqrt(rows);
        return new RandomOps(random).relative(op, side, RelativeTables.reach(side, f.most()));
    }

    private Op.Matrix matrix(int outputs, int inputs) {
        byte[] weights = bytes(outputs * inputs);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) Math.max(-127, weights[i]);
        }
        int[] bias = new int[outputs];
        int[] multiplier = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            bias[o] = random.nextInt(20_001) - 10_000;
            multiplier[o] = multiplier(inputs);
        }
        return new Op.Matrix(outputs, inputs, weights, bias, multiplier, random.nextInt(21) - 10);
    }

    /// What is added to the stream, as wide as it.
    private Op.Matrix added(int outputs, int inputs) {
        Op.Matrix narrow = matrix(outputs, inputs);
        return stream == Width.INT16 ? RandomOps.wide(narrow, 150) : narrow;
    }

    private byte[] values(int count) {
        return bytes(count * stream.bytes());
    }

    /// Brings a sum of random products to about 40.
    private int multiplier(int inputs) {
        double scale = 40 / (5400 * Math.sqrt(inputs));
        return (int) Math.round(scale * (0.5 + random.nextDouble()) * 0x1p32);
    }

    private Op.Mix mix(int columns) {
        short[] a = new short[columns];
        short[] b = new short[columns];
        int[] k = new int[columns];
        for (int c = 0; c < columns; c++) {
            a[c] = (short) (8000 + random.nextInt(8000));
            b[c] = (short) random.nextInt(9000);
            k[c] = ((random.nextInt(9) - 4) << 14) + (1 << 13);
        }
        return new Op.Mix(a, b, k);
    }

    private byte[] bytes(int count) {
        byte[] out = new byte[count];
        random.nextBytes(out);
        return out;
    }
}

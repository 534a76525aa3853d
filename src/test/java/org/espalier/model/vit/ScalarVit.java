package org.espalier.model.vit;

import java.util.Map;

/// The forward pass of a subnet in plain loops over single numbers, which read the supernet's tensors in place: the
/// oracle of the fast one. It shares no code with it.
record ScalarVit(VitConfig config, Map<String, float[]> tensors, Subnet subnet) {

    /// A stored row for each row that is used.
    private interface Rows {
        int stored(int row);
    }

    private float at(String name, int index) {
        float[] values = tensors.get(name);
        if (values == null) {
            throw new IllegalArgumentException(name);
        }
        return values[index];
    }

    double[] logits(float[] image) {
        int e = subnet.embedDim();
        int side = config.patches().side();
        int tokens = side * side + 1;
        double[][] x = new double[tokens][e];
        for (int c = 0; c < e; c++) {
            x[0][c] = at("cls_token", c);
        }
        for (int t = 1; t < tokens; t++) {
            for (int c = 0; c < e; c++) {
                x[t][c] = patch(image, (t - 1) / side, (t - 1) % side, c);
            }
        }
        for (int t = 0; t < tokens && config.absPos(); t++) {
            for (int c = 0; c < e; c++) {
                x[t][c] += at("pos_embed", t * config.embedDim() + c);
            }
        }
        for (int n = 0; n < subnet.depth(); n++) {
            add(x, attention(n, norm(x, "blocks." + n + ".attn_layer_norm")));
            add(x, mlp(n, norm(x, "blocks." + n + ".ffn_layer_norm")));
        }
        x = norm(x, "norm");
        double[] pooled = new double[e];
        for (int c = 0; c < e; c++) {
            for (int t = 1; t < tokens && config.gp(); t++) {
                pooled[c] += x[t][c] / (tokens - 1);
            }
            pooled[c] = config.gp() ? pooled[c] : x[0][c];
        }
        double[] logits = new double[config.numClasses()];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = at("head.bias", k);
            for (int c = 0; c < e; c++) {
                logits[k] += at("head.weight", k * config.embedDim() + c) * pooled[c];
            }
        }
        return logits;
    }

    private double patch(float[] image, int row, int column, int channel) {
        int p = config.patchSize();
        int size = config.imageSize();
        int padding = config.patches().padding();
        double sum = at("patch_embed_super.proj.bias", channel);
        for (int k = 0; k < config.inChans(); k++) {
            for (int dy = 0; dy < p; dy++) {
                for (int dx = 0; dx < p; dx++) {
                    int y = row * p + dy - padding;
                    int x = column * p + dx - padding;
                    if (y >= 0 && x >= 0 && y < size && x < size) {
                        sum += (double) at(
                                        "patch_embed_super.proj.weight",
                                        ((channel * config.inChans() + k) * p + dy) * p + dx)
                                * image[(k * size + y) * size + x];
                    }
                }
            }
        }
        return sum;
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int c = 0; c < x[t].length; c++) {
                x[t][c] += y[t][c];
            }
        }
    }

    private double[][] norm(double[][] x, String name) {
        double[][] out = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            double square = 0;
            for (double v : x[t]) {
                mean += v / x[t].length;
            }
            for (double v : x[t]) {
                square += (v - mean) * (v - mean) / x[t].length;
            }
            for (int c = 0; c < x[t].length; c++) {
                out[t][c] =
                        (x[t][c] - mean) / Math.sqrt(square + 1e-5) * at(name + ".weight", c) + at(name + ".bias", c);
            }
        }
        return out;
    }

    private double[][] linear(double[][] x, String name, int out, int stride, Rows rows, Rows biases) {
        double[][] y = new double[x.length][out];
        boolean biased = tensors.containsKey(name + ".bias");
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                y[t][o] = biased ? at(name + ".bias", biases.stored(o)) : 0;
                for (int k = 0; k < x[t].length; k++) {
                    y[t][o] += at(name + ".weight", rows.stored(o) * stride + k) * x[t][k];
                }
            }
        }
        return y;
    }

    /// Where the interleaved reading of `out` rows finds each: group 0 has rows 0, 3, 6, ...
    private static Rows interleaved(int out) {
        int first = (out + 2) / 3;
        int second = (out + 1) / 3;
        return row ->
                row < first ? 3 * row : row < first + second ? 3 * (row - first) + 1 : 3 * (row - first - second) + 2;
    }

    private double[][] attention(int n, double[][] x) {
        String name = "blocks." + n + ".attn.";
        int heads = subnet.heads().get(n);
        int d = config.headDim();
        int q = heads * d;
        int full = config.numHeads() * d;
        Rows thirds = row -> row / q * full + row % q;
        Rows plain = row -> row;
        Rows rows = config.changeQkv() ? interleaved(3 * q) : thirds;
        Rows biases = config.changeQkv() ? plain : thirds;
        double[][] qkv;
        switch (config.lowRank()) {
            case LowRank.Dense _ -> qkv = linear(x, name + "qkv", 3 * q, config.embedDim(), rows, biases);
            case LowRank.ThreeFactor f -> {
                int r = (int) (config.embedDim() * f.ratio());
                Rows inner = config.changeQkv() ? interleaved(r) : plain;
                double[][] y = linear(x, name + "qkv1", r, config.embedDim(), inner, plain);
                qkv = linear(linear(y, name + "qkv2", r, r, inner, plain), name + "qkv3", 3 * q, r, rows, biases);
            }
            case LowRank.TwoFactor f -> {
                int r = (int) (q * f.attention());
                Rows inner = config.changeQkv() ? interleaved(r) : plain;
                double[][] y = linear(x, name + "qkv1", r, config.embedDim(), inner, plain);
                qkv = linear(y, name + "qkv3", 3 * q, (int) (full * f.attention()), rows, biases);
            }
        }
        double[][] context = new double[x.length][q];
        for (int h = 0; h < heads; h++) {
            head(n, qkv, q, h, context);
        }
        if (config.lowRank() instanceof LowRank.ThreeFactor f) {
            int r = (int) (config.embedDim() * f.ratio());
            double[][] y = linear(context, name + "proj1", r, full, plain, plain);
            y = linear(y, name + "proj2", r, r, plain, plain);
            return linear(y, name + "proj3", subnet.embedDim(), r, plain, plain);
        }
        return linear(context, name + "proj", subnet.embedDim(), full, plain, plain);
    }

    private void head(int n, double[][] qkv, int q, int h, double[][] context) {
        int d = config.headDim();
        int tokens = qkv.length;
        for (int i = 0; i < tokens; i++) {
            double[] score = new double[tokens];
            double sum = 0;
            for (int j = 0; j < tokens; j++) {
                for (int c = h * d; c < (h + 1) * d; c++) {
                    score[j] += qkv[i][c] * (qkv[j][q + c] + relative(n, "k", i, j, c - h * d));
                }
                score[j] = Math.exp(score[j] / Math.sqrt(d));
                sum += score[j];
            }
            for (int j = 0; j < tokens; j++) {
                for (int c = h * d; c < (h + 1) * d; c++) {
                    context[i][c] += score[j] / sum * (qkv[j][2 * q + c] + relative(n, "v", i, j, c - h * d));
                }
            }
        }
    }

    private double relative(int n, String side, int i, int j, int c) {
        if (!config.relativePosition()) {
            return 0;
        }
        String table = "blocks." + n + ".attn.rel_pos_embed_" + side + ".embeddings_table_";
        int width = config.patches().side();
        int max = config.maxRelativePosition();
        boolean token = i == 0 || j == 0;
        int down = token ? 0 : Math.clamp((j - 1) / width - (i - 1) / width, -max, max) + max + 1;
        int right = token ? 0 : Math.clamp((j - 1) % width - (i - 1) % width, -max, max) + max + 1;
        return (double) at(table + "v", down * config.headDim() + c) + at(table + "h", right * config.headDim() + c);
    }

    private double[][] mlp(int n, double[][] x) {
        int e = subnet.embedDim();
        int hidden = (int) (e * subnet.mlpRatio().get(n));
        int full = (int) (config.embedDim() * config.mlpRatio());
        double[][] y = factors("blocks." + n + ".fc1", x, hidden, config.embedDim(), Math.min(e, hidden));
        for (double[] row : y) {
            for (int c = 0; c < row.length; c++) {
                row[c] = row[c] * normal(row[c]);
            }
        }
        return factors("blocks." + n + ".fc2", y, e, full, Math.min(e, hidden));
    }

    private double[][] factors(String name, double[][] x, int out, int stride, int narrow) {
        Rows plain = row -> row;
        int fullNarrow = Math.min(config.embedDim(), (int) (config.embedDim() * config.mlpRatio()));
        return switch (config.lowRank()) {
            case LowRank.Dense _ -> linear(x, name, out, stride, plain, plain);
            case LowRank.ThreeFactor f -> {
                int r = (int) (narrow * f.ratio());
                int full = (int) (fullNarrow * f.ratio());
                double[][] y = linear(x, name + "1", r, stride, plain, plain);
                yield linear(linear(y, name + "2", r, full, plain, plain), name + "3", out, full, plain, plain);
            }
            case LowRank.TwoFactor f -> {
                int r = (int) (narrow * f.mlp());
                double[][] y = linear(x, name + "1", r, stride, plain, plain);
                yield linear(y, name + "3", out, (int) (fullNarrow * f.mlp()), plain, plain);
            }
        };
    }

    /// The standard normal's distribution, by Simpson's rule.
    private static double normal(double x) {
        double a = Math.clamp(x, -8.0, 8.0);
        int steps = 400;
        double h = a / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double factor = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += factor * Math.exp(-i * h * i * h / 2);
        }
        return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
    }
}

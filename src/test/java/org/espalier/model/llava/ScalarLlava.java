package org.espalier.model.llava;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// LLaVA written down once more, with loops over doubles and nothing else: the oracle of the forward pass.
///
/// @param model whose shape it has
/// @param w its weights by canonical name
record ScalarLlava(TinyLlava model, Map<String, float[]> w) {

    /// Logits at every position of a prompt with one picture, or none.
    double[][] logits(Prompt prompt) {
        double[][] x = new double[prompt.tokens().length][];
        double[][] picture = prompt.pictures().isEmpty()
                ? new double[0][]
                : picture(prompt.pictures().getFirst());
        int used = 0;
        float[] table = tensor("language_model.embed_tokens.weight");
        for (int t = 0; t < x.length; t++) {
            int id = prompt.tokens()[t];
            x[t] = id == TinyLlava.IMAGE_TOKEN ? picture[used++] : row(table, id, TinyLlava.HIDDEN);
        }
        for (int i = 0; i < TinyLlava.LAYERS; i++) {
            x = decoderBlock("language_model.layers." + i + ".", x);
        }
        String head = model.tied() ? "language_model.embed_tokens" : "lm_head";
        double[][] logits = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            logits[t] = linear(head, rms("language_model.norm.weight", x[t]));
        }
        return logits;
    }

    private double[][] picture(float[] pixels) {
        List<double[][]> states = tower(pixels);
        int first = model.full() ? 0 : 1;
        double[][] out = new double[model.imageTokens()][];
        for (int t = 0; t < out.length; t++) {
            double[] features = new double[0];
            for (int layer : model.featureLayers()) {
                int index = layer < 0 ? states.size() + layer : layer;
                features = joined(features, states.get(index)[t + first]);
            }
            double[] hidden = linear("multi_modal_projector.linear_1", features);
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = hidden[i] * 0.5 * (1 + erf(hidden[i] / Math.sqrt(2)));
            }
            out[t] = linear("multi_modal_projector.linear_2", hidden);
        }
        return out;
    }

    private List<double[][]> tower(float[] pixels) {
        String v = "vision_tower.";
        int grid = TinyLlava.IMAGE / TinyLlava.PATCH;
        double[][] x = new double[model.patches() + 1][];
        x[0] = row(tensor(v + "embeddings.class_embedding"), 0, TinyLlava.VISION);
        float[] kernel = tensor(v + "embeddings.patch_embedding.weight");
        for (int p = 0; p < model.patches(); p++) {
            x[p + 1] = new double[TinyLlava.VISION];
            for (int o = 0; o < TinyLlava.VISION; o++) {
                x[p + 1][o] = patch(pixels, kernel, o, p / grid * TinyLlava.PATCH, p % grid * TinyLlava.PATCH);
            }
        }
        for (int t = 0; t < x.length; t++) {
            double[] position = row(tensor(v + "embeddings.position_embedding.weight"), t, TinyLlava.VISION);
            x[t] = layerNorm(v + "pre_layrnorm", sum(x[t], position));
        }
        List<double[][]> states = new ArrayList<>();
        states.add(x);
        for (int i = 0; i < TinyLlava.VISION_LAYERS; i++) {
            x = visionBlock(v + "encoder.layers." + i + ".", x);
            states.add(x);
        }
        return states;
    }

    private static double patch(float[] pixels, float[] kernel, int output, int top, int left) {
        double total = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < TinyLlava.PATCH; y++) {
                for (int z = 0; z < TinyLlava.PATCH; z++) {
                    double pixel = pixels[(c * TinyLlava.IMAGE + top + y) * TinyLlava.IMAGE + left + z];
                    total += pixel * kernel[((output * 3 + c) * TinyLlava.PATCH + y) * TinyLlava.PATCH + z];
                }
            }
        }
        return total;
    }

    private double[][] visionBlock(String name, double[][] x) {
        int tokens = x.length;
        int dim = TinyLlava.VISION / TinyLlava.VISION_HEADS;
        double[][] q = new double[tokens][];
        double[][] k = new double[tokens][];
        double[][] v = new double[tokens][];
        for (int t = 0; t < tokens; t++) {
            double[] n = layerNorm(name + "layer_norm1", x[t]);
            q[t] = linear(name + "self_attn.q_proj", n);
            k[t] = linear(name + "self_attn.k_proj", n);
            v[t] = linear(name + "self_attn.v_proj", n);
        }
        double[][] out = new double[tokens][];
        for (int t = 0; t < tokens; t++) {
            double[] mixed = new double[TinyLlava.VISION];
            for (int h = 0; h < TinyLlava.VISION_HEADS; h++) {
                attend(q[t], h * dim, k, v, h * dim, tokens, dim, mixed);
            }
            double[] middle = sum(x[t], linear(name + "self_attn.out_proj", mixed));
            double[] wide = linear(name + "mlp.fc1", layerNorm(name + "layer_norm2", middle));
            for (int i = 0; i < wide.length; i++) {
                wide[i] = wide[i] / (1 + Math.exp(-1.702 * wide[i]));
            }
            out[t] = sum(middle, linear(name + "mlp.fc2", wide));
        }
        return out;
    }

    private double[][] decoderBlock(String name, double[][] x) {
        int tokens = x.length;
        int dim = model.headDim();
        double[][] q = new double[tokens][];
        double[][] k = new double[tokens][];
        double[][] v = new double[tokens][];
        for (int t = 0; t < tokens; t++) {
            double[] n = rms(name + "input_layernorm.weight", x[t]);
            q[t] = rotated(linear(name + "self_attn.q_proj", n), t);
            k[t] = rotated(linear(name + "self_attn.k_proj", n), t);
            v[t] = linear(name + "self_attn.v_proj", n);
        }
        int shared = model.heads() / model.keyValueHeads();
        double[][] out = new double[tokens][];
        for (int t = 0; t < tokens; t++) {
            double[] mixed = new double[model.heads() * dim];
            for (int h = 0; h < model.heads(); h++) {
                double[] one = new double[mixed.length];
                attend(q[t], h * dim, k, v, h / shared * dim, t + 1, dim, one);
                System.arraycopy(one, h / shared * dim, mixed, h * dim, dim);
            }
            double[] middle = sum(x[t], linear(name + "self_attn.o_proj", mixed));
            double[] n = rms(name + "post_attention_layernorm.weight", middle);
            double[] gate = linear(name + "mlp.gate_proj", n);
            double[] up = linear(name + "mlp.up_proj", n);
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            out[t] = sum(middle, linear(name + "mlp.down_proj", gate));
        }
        return out;
    }

    /// One head of one token: mixes the first `seen` values into `into` at the values' own place.
    private static void attend(
            double[] q, int qFrom, double[][] k, double[][] v, int from, int seen, int dim, double[] into) {
        double[] share = new double[seen];
        double total = 0;
        for (int s = 0; s < seen; s++) {
            double score = 0;
            for (int i = 0; i < dim; i++) {
                score += q[qFrom + i] * k[s][from + i];
            }
            share[s] = Math.exp(score / Math.sqrt(dim));
            total += share[s];
        }
        for (int s = 0; s < seen; s++) {
            for (int i = 0; i < dim; i++) {
                into[from + i] += share[s] / total * v[s][from + i];
            }
        }
    }

    private double[] rotated(double[] x, int position) {
        int dim = model.headDim();
        double[] out = x.clone();
        for (int h = 0; h < x.length / dim; h++) {
            for (int i = 0; i < dim / 2; i++) {
                double angle = position * Math.pow(TinyLlava.THETA, -2.0 * i / dim);
                double a = x[h * dim + i];
                double b = x[h * dim + i + dim / 2];
                out[h * dim + i] = a * Math.cos(angle) - b * Math.sin(angle);
                out[h * dim + i + dim / 2] = b * Math.cos(angle) + a * Math.sin(angle);
            }
        }
        return out;
    }

    private float[] tensor(String name) {
        return Objects.requireNonNull(w.get(name), name);
    }

    private double[] linear(String name, double[] x) {
        float[] weight = tensor(name + ".weight");
        float[] bias = w.get(name + ".bias");
        double[] y = new double[weight.length / x.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias == null ? 0 : bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += weight[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private double[] rms(String name, double[] x) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] / Math.sqrt(squares / x.length + TinyLlava.RMS_EPSILON) * tensor(name)[i];
        }
        return y;
    }

    private double[] layerNorm(String name, double[] x) {
        double mean = java.util.Arrays.stream(x).average().orElseThrow();
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + TinyLlava.VISION_EPSILON) * tensor(name + ".weight")[i]
                    + tensor(name + ".bias")[i];
        }
        return y;
    }

    private static double[] row(float[] table, int row, int width) {
        double[] out = new double[width];
        for (int i = 0; i < width; i++) {
            out[i] = table[row * width + i];
        }
        return out;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }

    private static double[] joined(double[] a, double[] b) {
        double[] out = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    /// The error function by its Maclaurin series, exact enough for |x| < 6.
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double total = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            total += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * total;
    }
}

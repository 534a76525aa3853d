package org.espalier.model.vit.train;

import java.util.SplittableRandom;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;

/// Random weights to start from: normals with variance 1 / inputs, smaller where a branch ends in the residual
/// stream; positions start as two-dimensional sines, which small data learns from faster than from noise.
record InitialWeights(VitConfig config, long seed) implements VitWeights.Source {

    private static final double POSITION = 0.3;
    /// Correlation of a query's row with its key's: attention then begins by looking at what is alike and near,
    /// as in trained nets (mimetic initialisation, Trockman and Kolter 2023), not evenly everywhere.
    private static final double ALIKE = 0.8;

    @Override
    public float[] values(String name, long[] shape) {
        if (name.endsWith("norm.weight")) {
            float[] ones = new float[(int) shape[0]];
            java.util.Arrays.fill(ones, 1);
            return ones;
        }
        if (shape.length == 1) {
            return new float[(int) shape[0]];
        }
        if (name.equals("pos_embed")) {
            return sines();
        }
        float[] values = normal(name, shape);
        if (name.equals("head.weight")) {
            scale(values, 0.1);
        } else if (name.contains("fc2.") || name.contains("fc23.") || name.contains("attn.proj")) {
            scale(values, 1 / Math.sqrt(2.0 * config.depth()));
        } else if (name.endsWith("attn.qkv3.weight") || name.endsWith("attn.qkv.weight")) {
            likeKeys(values, (int) shape[0]);
        } else if (name.equals("cls_token") || name.contains("rel_pos_embed")) {
            scale(values, 0.02 * Math.sqrt(values.length / (double) shape[0]));
        }
        return values;
    }

    private float[] normal(String name, long[] shape) {
        int count = 1;
        for (long d : shape) {
            count = Math.multiplyExact(count, (int) d);
        }
        double spread = Math.sqrt(shape[0] / (double) count);
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ name.hashCode());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * Math.clamp(random.nextGaussian(), -2, 2));
        }
        return values;
    }

    /// Turns the rows of the keys towards those of the queries, in either layout of the rows.
    private void likeKeys(float[] qkv, int rows) {
        int length = qkv.length / rows;
        int count = rows / 3;
        int step = config.changeQkv() ? 3 : 1;
        int toKey = config.changeQkv() ? 1 : count;
        double rest = Math.sqrt(1 - ALIKE * ALIKE);
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < length; i++) {
                int query = row * step * length + i;
                int key = query + toKey * length;
                qkv[key] = (float) (ALIKE * qkv[query] + rest * qkv[key]);
            }
        }
    }

    private static void scale(float[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
    }

    /// Sines and cosines of row and column, a quarter of the width each; zero for the class token.
    private float[] sines() {
        int width = config.embedDim();
        int side = config.patches().side();
        int quarter = width / 4;
        float[] values = new float[config.tokens() * width];
        for (int token = 1; token < config.tokens(); token++) {
            int[] place = {(token - 1) / side, (token - 1) % side};
            for (int k = 0; k < quarter; k++) {
                double speed = Math.pow(100, -(double) k / quarter);
                for (int axis = 0; axis < 2; axis++) {
                    int at = token * width + 4 * k + 2 * axis;
                    values[at] = (float) (POSITION * Math.sin(place[axis] * speed));
                    values[at + 1] = (float) (POSITION * Math.cos(place[axis] * speed));
                }
            }
        }
        return values;
    }
}

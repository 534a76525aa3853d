package org.espalier.model.vit.train;

import java.util.SplittableRandom;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;

/// Random weights to start from: normals with variance 1 / inputs, smaller where a branch ends in the residual
/// stream; positions start as two-dimensional sines, which small data learns from faster than from noise.
record InitialWeights(VitConfig config, long seed) implements VitWeights.Source {

    private static final double POSITION = 0.2;

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

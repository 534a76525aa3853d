package org.espalier.model.vit;

import java.util.ArrayList;
import java.util.List;

/// The weight generator of the released code's example: splitmix64 of tensor number and element.
final class GeneratedWeights {

    private GeneratedWeights() {}

    /// Element `j` of tensor `t` in -1..1.
    static double unit(long t, long j) {
        long z = (t << 32) + j + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z = z ^ (z >>> 31);
        return 2 * ((z >>> 11) * 0x1.0p-53) - 1;
    }

    static VitWeights of(VitConfig config) {
        List<String> order = new ArrayList<>(VitWeights.shapes(config).keySet());
        return VitWeights.of(config, (name, shape) -> tensor(order.indexOf(name), name, shape));
    }

    static float[] input(int batch, int channels, int side) {
        float[] values = new float[batch * channels * side * side];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) unit(1_000_000, j);
        }
        return values;
    }

    private static float[] tensor(int t, String name, long[] shape) {
        int count = 1;
        for (long d : shape) {
            count *= (int) d;
        }
        float[] values = new float[count];
        boolean small = shape.length == 1
                || name.equals("pos_embed")
                || name.equals("cls_token")
                || name.contains("embeddings_table");
        double bound = Math.sqrt(3.0 / (count / (double) shape[0]));
        for (int j = 0; j < count; j++) {
            double v = unit(t, j);
            values[j] = (float) (name.endsWith("norm.weight") ? 1 + 0.1 * v : small ? 0.1 * v : bound * v);
        }
        return values;
    }
}

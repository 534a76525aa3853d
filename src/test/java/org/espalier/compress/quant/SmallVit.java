package org.espalier.compress.quant;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;

/// A small float network and pictures for it, both from seeds.
final class SmallVit {

    private SmallVit() {}

    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    static VitConfig config(LowRank lowRank, boolean relative, boolean gp) {
        return new VitConfig(
                32,
                8,
                3,
                6,
                48,
                3,
                3,
                16,
                3.0,
                Choices.NONE,
                lowRank,
                relative,
                4,
                true,
                gp,
                true,
                false,
                HALF,
                HALF,
                List.of());
    }

    /// Weights of a size as training leaves them; some columns of the stream are much larger than others.
    static VitWeights weights(VitConfig config) {
        return weights(config, "", 0);
    }

    /// The same weights but for the first value of one tensor.
    static VitWeights weights(VitConfig config, String changed, float first) {
        Random random = new Random(11);
        return VitWeights.of(config, (name, shape) -> {
            long size = 1;
            for (long s : shape) {
                size *= s;
            }
            float[] values = new float[(int) size];
            boolean vector = shape.length == 1;
            double scale = vector ? 0.1 : 1.2 / Math.sqrt((double) size / shape[0]);
            for (int i = 0; i < values.length; i++) {
                double centre = vector && name.contains("norm") && name.endsWith("weight") ? 1 : 0;
                values[i] = (float) (centre + scale * random.nextGaussian());
            }
            if (name.equals("patch_embed_super.proj.bias")) {
                values[3] = 6;
                values[9] = -4;
            }
            if (name.equals(changed)) {
                values[0] = first;
            }
            return values;
        });
    }

    static List<RgbImage> pictures(int size, int count, long seed) {
        Random random = new Random(seed);
        List<RgbImage> pictures = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            byte[] rgb = new byte[size * size * 3];
            double fx = random.nextDouble() * 0.6;
            double fy = random.nextDouble() * 0.6;
            double level = random.nextDouble() * 120;
            for (int i = 0; i < rgb.length; i++) {
                int pixel = i / 3;
                double wave = Math.sin(fx * (pixel % size) + fy * pixel / size + i % 3 * n);
                rgb[i] = (byte) (int) Math.max(0, Math.min(255, level + 60 + 60 * wave + 10 * random.nextGaussian()));
            }
            pictures.add(new RgbImage(size, size, rgb));
        }
        return pictures;
    }
}

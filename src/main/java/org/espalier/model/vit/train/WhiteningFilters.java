package org.espalier.model.vit.train;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.tensor.PrincipalComponents;

/// Patch-embedding filters that whiten the training pictures' patches: principal components, strongest first, each
/// scaled to unit variance where the spectrum is not yet noise.
///
/// Random filters see little but a patch's mean colour, since neighbouring pixels are alike, and a transformer that
/// starts from them learns shapes only after many epochs.
final class WhiteningFilters {

    private static final int PICTURES = 600;
    /// Share of the mean variance added to every variance, so that noise is not blown up.
    private static final double FLOOR = 0.05;

    private final float[] weight;
    private final float[] bias;

    private WhiteningFilters(float[] weight, float[] bias) {
        this.weight = weight;
        this.bias = bias;
    }

    static WhiteningFilters of(VitConfig config, Photos photos, long seed) {
        int side = config.patchSize();
        int length = config.inChans() * side * side;
        int size = config.imageSize();
        int grid = size / side;
        Augmentation augmentation = new Augmentation(photos, config);
        SplittableRandom random = new SplittableRandom(seed * 53 + 7);
        float[] picture = new float[config.inChans() * size * size];
        int count = Math.min(PICTURES, photos.count()) * grid * grid;
        float[] rows = new float[count * length];
        int row = 0;
        while (row < count) {
            augmentation.random(random.nextInt(photos.count()), random, picture, 0);
            for (int p = 0; p < grid * grid; p++, row++) {
                int at = row * length;
                for (int c = 0; c < config.inChans(); c++) {
                    for (int y = 0; y < side; y++) {
                        int from = (c * size + p / grid * side + y) * size + p % grid * side;
                        System.arraycopy(picture, from, rows, at, side);
                        at += side;
                    }
                }
            }
        }
        float[] means = centre(rows, count, length);
        PrincipalComponents eigen = PrincipalComponents.of(rows, count, length);
        double floor = FLOOR * Arrays.stream(eigen.values()).average().orElseThrow();
        int width = config.embedDim();
        float[] weight = new float[width * length];
        float[] bias = new float[width];
        for (int k = 0; k < width; k++) {
            double[] vector = eigen.vectors()[k % length];
            double gain = 1 / Math.sqrt(eigen.values()[k % length] + floor);
            double shift = 0;
            for (int i = 0; i < length; i++) {
                weight[k * length + i] = (float) (vector[i] * gain);
                shift += vector[i] * gain * means[i];
            }
            bias[k] = (float) -shift;
        }
        return new WhiteningFilters(weight, bias);
    }

    /// Takes each column's mean away and returns the means.
    private static float[] centre(float[] rows, int count, int length) {
        double[] sums = new double[length];
        for (int i = 0; i < rows.length; i++) {
            sums[i % length] += rows[i];
        }
        float[] means = new float[length];
        for (int k = 0; k < length; k++) {
            means[k] = (float) (sums[k] / count);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] -= means[i % length];
        }
        return means;
    }

    /// `initial` with these filters in place of its patch embedding.
    VitWeights.Source over(VitWeights.Source initial) {
        return (name, shape) -> switch (name) {
            case "patch_embed_super.proj.weight" -> weight.clone();
            case "patch_embed_super.proj.bias" -> bias.clone();
            default -> initial.values(name, shape);
        };
    }
}

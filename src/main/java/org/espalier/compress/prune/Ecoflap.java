package org.espalier.compress.prune;

import java.util.Random;

/// Ratios by layer after the loss's sensitivity to them, from forward passes alone (Sung et al. 2023, ECoFLaP, arXiv
/// 2310.02998): each matrix is moved by `step` times noise, to both sides, and the mean of `|loss(+) - loss(-)| / (2
/// step)` over samples and noises is its score. Kept weights are shared out in proportion to the scores, none
/// losing more than `most`, to the exact total.
///
/// @param step how far a matrix is moved; 1e-3 as published
/// @param noises how many noises are tried; 1 as published
/// @param most the highest ratio of a layer; 0.8 as published
public record Ecoflap(double step, int noises, double most) {

    /// As published.
    public static final Ecoflap PUBLISHED = new Ecoflap(1e-3, 1, 0.8);

    /// The model's loss with one layer changed.
    @FunctionalInterface
    interface LossOf {

        /// The loss of each sample while `layer` has these weights, all others being dense.
        double[] losses(SeenLayer layer, float[] weights);
    }

    /// How the loss moves with one layer.
    ///
    /// @param seed of its noise
    double sensitivity(SeenLayer layer, LossOf model, long seed) {
        double sum = 0;
        for (int noise = 0; noise < noises; noise++) {
            double[] above = model.losses(layer, moved(layer, step, seed + 1_000_003L * noise));
            double[] below = model.losses(layer, moved(layer, -step, seed + 1_000_003L * noise));
            for (int i = 0; i < above.length; i++) {
                sum += Math.abs(above[i] - below[i]) / (2 * step) / above.length / noises;
            }
        }
        return sum;
    }

    private static float[] moved(SeenLayer layer, double step, long seed) {
        Random random = new Random(seed);
        float[] weights = layer.weights().values().clone();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += (float) (step * random.nextGaussian());
        }
        return weights;
    }

    /// Shares out what is kept in proportion to the scores: no layer loses more than [#most] of its weights, none
    /// keeps more than it has, and what that leaves over is shared out among the others.
    ///
    /// @param scores not negative; all zero shares out by size
    /// @param sizes weights of each layer
    /// @param sparsity the share of all weights to go, at most [#most]
    /// @return ratios whose mean, weighted by size, is `sparsity`
    public double[] ratios(double[] scores, long[] sizes, double sparsity) {
        if (!(sparsity >= 0 && sparsity <= most)) {
            throw new IllegalArgumentException("sparsity " + sparsity + " is not in 0 to " + most);
        }
        int n = sizes.length;
        double[] kept = new double[n];
        double left = 0;
        for (int i = 0; i < n; i++) {
            kept[i] = (1 - most) * sizes[i];
            left += sizes[i] * (1 - sparsity) - kept[i];
        }
        boolean[] full = new boolean[n];
        while (left > 1e-9) {
            double weight = 0;
            boolean byScore = false;
            for (int i = 0; i < n; i++) {
                byScore |= !full[i] && scores[i] > 0;
            }
            for (int i = 0; i < n; i++) {
                weight += full[i] ? 0 : byScore ? scores[i] : sizes[i];
            }
            if (weight == 0) {
                break;
            }
            double share = left / weight;
            left = 0;
            for (int i = 0; i < n; i++) {
                if (!full[i]) {
                    kept[i] += share * (byScore ? scores[i] : sizes[i]);
                    if (kept[i] >= sizes[i]) {
                        left += kept[i] - sizes[i];
                        kept[i] = sizes[i];
                        full[i] = true;
                    }
                }
            }
        }
        double[] ratios = new double[n];
        for (int i = 0; i < n; i++) {
            ratios[i] = Math.max(0, 1 - kept[i] / sizes[i]);
        }
        return ratios;
    }
}

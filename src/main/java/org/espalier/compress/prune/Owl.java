package org.espalier.compress.prune;

import java.util.List;

/// Ratios by block after their outliers (Yin et al. 2023, OWL, arXiv 2310.05175): a block with many scores far
/// above its mean keeps more.
///
/// A block's share is the percentage of its scores `|W| * ||X||`, all its matrices pooled, that exceed `outlier`
/// times their mean. Keep ratios are shares spread over a width of `2 * lambda` around `1 - sparsity`; a block's
/// matrices all get its ratio. Where all shares are equal, so are the ratios (the published code divides by
/// zero there).
///
/// @param outlier how many times the mean a score must exceed; 5 in the published runs
/// @param lambda how far a ratio may be from the mean; 0.08 in the published runs
public record Owl(double outlier, double lambda) {

    /// As in the published runs.
    public static final Owl PUBLISHED = new Owl(5, 0.08);

    /// The percentage of outliers in one block's layers.
    double share(List<SeenLayer> block) {
        double sum = 0;
        long count = 0;
        for (SeenLayer layer : block) {
            sum += Scores.sum(layer);
            count += layer.size();
        }
        double threshold = outlier * sum / count;
        long above = 0;
        for (SeenLayer layer : block) {
            above += Scores.above(layer, threshold);
        }
        return 100.0 * above / count;
    }

    /// Ratios of blocks from their outlier shares; their mean is `sparsity`, unless one had to be clipped to
    /// [0, 0.99].
    public double[] ratios(double[] shares, double sparsity) {
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (double share : shares) {
            least = Math.min(least, share);
            most = Math.max(most, share);
        }
        double[] keep = new double[shares.length];
        double mean = 0;
        for (int i = 0; i < keep.length; i++) {
            keep[i] = most > least ? (shares[i] - least) / (most - least) * 2 * lambda : 0;
            mean += keep[i] / keep.length;
        }
        for (int i = 0; i < keep.length; i++) {
            keep[i] = Math.clamp(1 - (keep[i] - mean + 1 - sparsity), 0, 0.99);
        }
        return keep;
    }

    /// Wanda's scores, never stored.
    private static final class Scores {

        private Scores() {}

        static double sum(SeenLayer layer) {
            double[] norms = layer.inputs().norms(layer.weights().columns());
            double[] absolute = new double[norms.length];
            float[] values = layer.weights().values();
            for (int i = 0; i < values.length; i++) {
                absolute[i % norms.length] += Math.abs(values[i]);
            }
            double sum = 0;
            for (int j = 0; j < norms.length; j++) {
                sum += absolute[j] * norms[j];
            }
            return sum;
        }

        static long above(SeenLayer layer, double threshold) {
            double[] norms = layer.inputs().norms(layer.weights().columns());
            float[] values = layer.weights().values();
            long above = 0;
            for (int i = 0; i < values.length; i++) {
                above += Math.abs(values[i]) * norms[i % norms.length] > threshold ? 1 : 0;
            }
            return above;
        }
    }
}

package org.espalier.compress.prune;

import java.util.Arrays;
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

    /// The scores of one matrix.
    public interface Scores {

        /// How many there are.
        long count();

        /// Their sum.
        double sum();

        /// How many exceed `threshold`.
        long above(double threshold);

        /// Scores at hand.
        static Scores of(double[] scores) {
            return new Scores() {
                @Override
                public long count() {
                    return scores.length;
                }

                @Override
                public double sum() {
                    return Arrays.stream(scores).sum();
                }

                @Override
                public long above(double threshold) {
                    return Arrays.stream(scores).filter(s -> s > threshold).count();
                }
            };
        }
    }

    /// The percentage of outliers in one block, from its matrices' scores.
    public double share(List<? extends Scores> block) {
        double sum = block.stream().mapToDouble(Scores::sum).sum();
        long count = block.stream().mapToLong(Scores::count).sum();
        double threshold = outlier * sum / count;
        long above = block.stream().mapToLong(matrix -> matrix.above(threshold)).sum();
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

    /// Wanda's scores of a layer, never stored.
    record Wanda(SeenLayer layer) implements Scores {

        @Override
        public long count() {
            return layer.size();
        }

        @Override
        public double sum() {
            double[] norms = norms();
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

        @Override
        public long above(double threshold) {
            double[] norms = norms();
            float[] values = layer.weights().values();
            long above = 0;
            for (int i = 0; i < values.length; i++) {
                above += Math.abs(values[i]) * norms[i % norms.length] > threshold ? 1 : 0;
            }
            return above;
        }

        private double[] norms() {
            return layer.inputs().norms(layer.weights().columns());
        }
    }
}

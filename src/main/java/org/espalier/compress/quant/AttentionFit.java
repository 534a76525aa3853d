package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;
import org.jspecify.annotations.Nullable;

/// Chooses the scales inside attention.
///
/// Q and K of one feature share a product of scales that is the same in the whole head, divided so that both are used
/// alike. K and V are centred: a constant in K shifts all scores of a row alike, which softmax does not see, and a
/// constant in V passes through the weights, whose sum is one, into the context's zero.
final class AttentionFit {

    /// How much coarser than the context V may be, so that their ratio times 2^19 is an int32.
    private static final double LARGEST_RATIO = 4095;

    private final int heads;
    private final int headDim;
    private final Grid qkv;
    private final double[] product;
    private final @Nullable RelativeFit relative;

    private AttentionFit(int heads, int headDim, Grid qkv, double[] product, @Nullable RelativeFit relative) {
        this.heads = heads;
        this.headDim = headDim;
        this.qkv = qkv;
        this.product = product;
        this.relative = relative;
    }

    /// @param sample Q, K, V side by side
    /// @param writer the map that writes them
    /// @param in the grid of its input
    /// @param relative the relative positions' tables; null without them
    static AttentionFit of(
            int heads,
            int headDim,
            Sample sample,
            SubnetWeights.Layer writer,
            Grid in,
            @Nullable RelativeFit relative) {
        int width = heads * headDim;
        double[] middle = new double[3 * width];
        for (int c = width; c < 3 * width; c++) {
            middle[c] = sample.mean(c);
        }
        double[] best = ColumnFit.scales(sample, middle, LinearFit.least(writer, in, middle));
        for (int c = 0; c < width && relative != null; c++) {
            best[width + c] = Math.max(best[width + c], relative.leastKeyScale(c % headDim));
            best[2 * width + c] = Math.max(best[2 * width + c], relative.leastValueScale(c % headDim));
        }
        double[] scale = best.clone();
        double[] product = new double[heads];
        for (int h = 0; h < heads; h++) {
            for (int c = h * headDim; c < (h + 1) * headDim; c++) {
                product[h] = Math.max(product[h], best[c] * best[width + c]);
            }
            for (int c = h * headDim; c < (h + 1) * headDim; c++) {
                double ratio = Math.sqrt(best[c] / best[width + c]);
                scale[c] = Math.sqrt(product[h]) * ratio;
                scale[width + c] = Math.sqrt(product[h]) / ratio;
            }
        }
        return new AttentionFit(heads, headDim, Grid.around(middle, scale), product, relative);
    }

    Grid qkv() {
        return qkv;
    }

    /// The centre of V, and of the values of relative positions, which is the centre of the context as well.
    double[] contextMiddle() {
        int width = heads * headDim;
        double[] middle = new double[width];
        for (int c = 0; c < width; c++) {
            middle[c] = qkv.real(2 * width + c, 0) + (relative == null ? 0 : relative.valueCentre(c % headDim));
        }
        return middle;
    }

    /// The least scale each column of the context may have.
    double[] leastContextScale() {
        double[] least = new double[heads * headDim];
        for (int c = 0; c < least.length; c++) {
            least[c] = qkv.scale()[2 * least.length + c] / LARGEST_RATIO;
        }
        return least;
    }

    /// The operator.
    ///
    /// @param scores how far scores lie from their row's mean, per head
    /// @param softmax how the exponential is computed
    Op.Attention op(
            String name, String input, String output, int rows, Sample scores, Grid context, Nonlinear softmax) {
        int width = heads * headDim;
        int[] scoreMultiplier = new int[heads];
        short[][] exp = new short[heads][256];
        for (int h = 0; h < heads; h++) {
            double perUnit = product[h] / Math.sqrt(headDim);
            double step = Math.max(Math.max(scores.high(h), 1e-3) * 1.02 / 127, perUnit * 2.05);
            scoreMultiplier[h] = (int) Math.max(1, Math.round(perUnit / step * 0x1p32));
            for (int n = 0; n < 256; n++) {
                exp[h][n] = (short) Math.min(32767, Math.round(32767 * softmax.exp(-n * step)));
            }
        }
        int[] contextMultiplier = new int[width];
        for (int c = 0; c < width; c++) {
            double ratio = qkv.scale()[2 * width + c] / context.scale()[c];
            contextMultiplier[c] = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(ratio * 0x1p19)));
        }
        return new Op.Attention(
                name,
                input,
                output,
                rows,
                heads,
                headDim,
                scoreMultiplier,
                exp,
                contextMultiplier,
                0,
                relative == null ? null : relative.tables(heads, qkv.scale()));
    }
}

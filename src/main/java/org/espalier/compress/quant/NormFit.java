package org.espalier.compress.quant;

import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitConfig;

/// The integer constants of a normalisation.
final class NormFit {

    private NormFit() {}

    /// The finest scale each output column may have, so that step 5 of the formula stays within 32 bits: what leaves
    /// the product, gain and shift together, below 2^11 steps.
    ///
    /// @param middle the real value that each column's zero point stands for
    static double[] finest(SubnetWeights.Norm norm, double[] middle) {
        int columns = norm.weight().length;
        double[] least = new double[columns];
        for (int c = 0; c < columns; c++) {
            double product = Math.sqrt(columns) * Math.abs(norm.weight()[c]);
            double bias = norm.bias()[c];
            least[c] = Math.max(1e-9, (product + Math.abs(bias)) / 1500);
            least[c] = Math.max(least[c], (product + Math.abs(bias - middle[c])) / 2000);
        }
        return least;
    }

    /// On a stream of 16 bits.
    ///
    /// @param unit of the stream
    static Op.LayerNorm op(String name, String input, SubnetWeights.Norm norm, double unit, Grid out) {
        return op(name, input, norm, new StreamGrid(unit, new short[0], new short[0]), out);
    }

    static Op.LayerNorm op(String name, String input, SubnetWeights.Norm norm, StreamGrid in, Grid out) {
        int columns = out.columns();
        int[] gain = new int[columns];
        int[] shift = new int[columns];
        for (int c = 0; c < columns; c++) {
            gain[c] = (int) Math.round(norm.weight()[c] / out.scale()[c] * 0x1p10);
            shift[c] =
                    Math.toIntExact(Math.round((norm.bias()[c] / out.scale()[c] + out.zero()[c]) * 0x1p20) + (1 << 19));
        }
        double epsilon = VitConfig.LAYER_NORM_EPSILON * (double) columns * columns / (in.unit() * in.unit());
        return new Op.LayerNorm(name, input, name, in.multiplier(), in.offset(), Math.round(epsilon), gain, shift);
    }
}

package org.espalier.compress.quant;

/// The scale of a mean over rows: the same factor finer in all columns, around the centre of what was seen.
///
/// @param out the grid of the mean
/// @param zeroPoint of the operator
@SuppressWarnings("ArrayRecordComponent")
record PoolFit(Grid out, int first, int count, int bias, int multiplier, int zeroPoint) {

    static PoolFit of(Grid in, Sample pooled, int first, int count) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < in.columns(); c++) {
            low = Math.min(low, pooled.low(c) / in.scale()[c] + in.zero()[c]);
            high = Math.max(high, pooled.high(c) / in.scale()[c] + in.zero()[c]);
        }
        double margin = 0.05 * (high - low);
        // The factor 1 / (count · step) must be below one half.
        double step = Math.max((high - low + 2 * margin) / 254, 2.01 / count);
        int bias = (int) Math.round(-count * (low + high) / 2);
        int multiplier = (int) Math.round(0x1p32 / (count * step));
        double factor = multiplier * 0x1p-32;
        double[] scale = new double[in.columns()];
        double[] zero = new double[in.columns()];
        for (int c = 0; c < scale.length; c++) {
            // mean of q = (y / factor - bias) / count
            scale[c] = in.scale()[c] / (factor * count);
            zero[c] = (bias + in.zero()[c] * count) * factor;
        }
        return new PoolFit(new Grid(scale, zero), first, count, bias, multiplier, 0);
    }

    Op.MeanPool op(String name, String input, String output) {
        return new Op.MeanPool(name, input, output, first, count, bias, multiplier, zeroPoint);
    }
}

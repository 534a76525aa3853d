package org.espalier.compress.quant;

/// The grid of the residual stream: columns have scales and centres of their own, all whole multiples of one unit, so
/// that LayerNorm brings them together with one multiplication.
///
/// @param unit the real value of LayerNorm's v = 1
/// @param multiplier per column, 1..255
/// @param offset per column
@SuppressWarnings("ArrayRecordComponent")
record StreamGrid(double unit, short[] multiplier, short[] offset) {

    /// A grid for columns of these ranges.
    ///
    /// @param middle the centre of each column
    /// @param scale the least scale of each column
    static StreamGrid of(double[] middle, double[] scale) {
        double unit = StreamUnit.FINEST;
        for (int c = 0; c < scale.length; c++) {
            unit = Math.max(unit, scale[c] / 254);
            unit = Math.max(unit, (Math.abs(middle[c]) + 128 * scale[c]) / 32_500);
        }
        short[] multiplier = new short[scale.length];
        short[] offset = new short[scale.length];
        for (int c = 0; c < scale.length; c++) {
            multiplier[c] = (short) Math.max(1, Math.ceil(scale[c] / unit - 1e-9));
            int room = 32_767 - 128 * multiplier[c];
            offset[c] = (short) Math.max(-room, Math.min(room, Math.round(middle[c] / unit)));
        }
        return new StreamGrid(unit, multiplier, offset);
    }

    /// The grid of the stream after a sum; no column may be finer than half of what is added.
    ///
    /// @param sample what was seen of the sum
    static StreamGrid sum(Sample sample, Grid left, Grid right) {
        double[] middle = ColumnFit.middle(sample);
        double[] scale = ColumnFit.scales(sample, middle);
        for (int c = 0; c < scale.length; c++) {
            scale[c] = Math.max(scale[c], Math.max(left.scale()[c], right.scale()[c]) / 1.99);
        }
        return of(middle, scale);
    }

    /// The same grid column by column.
    Grid grid() {
        double[] scale = new double[multiplier.length];
        double[] zero = new double[multiplier.length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = unit * multiplier[c];
            zero[c] = -(double) offset[c] / multiplier[c];
        }
        return new Grid(scale, zero);
    }
}

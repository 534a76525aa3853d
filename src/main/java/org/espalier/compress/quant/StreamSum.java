package org.espalier.compress.quant;

/// The constants of a sum of two int8 rows.
final class StreamSum {

    private StreamSum() {}

    static Op.Mix mix(Grid left, Grid right, Grid out) {
        int columns = out.columns();
        short[] a = new short[columns];
        short[] b = new short[columns];
        int[] k = new int[columns];
        for (int c = 0; c < columns; c++) {
            a[c] = factor(left.scale()[c] / out.scale()[c]);
            b[c] = factor(right.scale()[c] / out.scale()[c]);
            double constant = (left.real(c, 0) + right.real(c, 0)) / out.scale()[c] + out.zero()[c];
            k[c] = Math.toIntExact(Math.round(constant * 0x1p14)) + (1 << 13);
        }
        return new Op.Mix(a, b, k);
    }

    private static short factor(double ratio) {
        return (short) Math.min(Short.MAX_VALUE, Math.round(ratio * 0x1p14));
    }
}

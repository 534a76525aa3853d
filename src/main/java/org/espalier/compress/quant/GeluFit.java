package org.espalier.compress.quant;

/// Chooses the two scales around a GELU table: what matters is the error after it, so the flat negative side may be
/// cut.
///
/// @param in the grid of its input, the same in all columns, with a whole zero point
/// @param out the grid of its output, likewise
record GeluFit(Grid in, Grid out) {

    private static final double[] LOWS = {-2.2, -2.5, -3, -3.5, -4, -5, -6};
    private static final double[] CUTS = {1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6};
    private static final int TRIALS = 60_000;

    /// @param sample the values before GELU
    /// @param least the least scale of the input
    static GeluFit of(Sample sample, double least) {
        double low = 0;
        double high = 1e-3;
        for (int c = 0; c < sample.columns(); c++) {
            low = Math.min(low, sample.low(c));
            high = Math.max(high, sample.high(c));
        }
        float[] values = values(sample);
        GeluFit best = fit(sample.columns(), low, high, least);
        double bestError = best.error(values);
        for (double from : LOWS) {
            for (double cut : CUTS) {
                GeluFit trial = fit(sample.columns(), Math.max(low, from), high * cut, least);
                double error = trial.error(values);
                if (error < bestError) {
                    best = trial;
                    bestError = error;
                }
            }
        }
        return best;
    }

    private static GeluFit fit(int columns, double low, double high, double least) {
        // GELU's least value is -0.17 at -0.75.
        double lowest = low > -0.7518 ? ColumnFit.gelu(low) : -0.17;
        return new GeluFit(between(columns, low, high, least), between(columns, lowest, ColumnFit.gelu(high), 0));
    }

    private static Grid between(int columns, double low, double high, double least) {
        double scale = Math.max(least, (high - low) / 254);
        return Grid.uniform(columns, scale, Math.max(-128, Math.min(127, Math.rint(-127 - low / scale))));
    }

    private static float[] values(Sample sample) {
        int all = sample.rows() * sample.columns();
        int step = Math.max(1, all / TRIALS) | 1;
        float[] values = new float[(all + step - 1) / step];
        for (int i = 0; i < values.length; i++) {
            int at = i * step;
            values[i] = sample.at(at / sample.columns(), at % sample.columns());
        }
        return values;
    }

    private double error(float[] values) {
        byte[] table = table();
        double sum = 0;
        for (float v : values) {
            double e = out.real(0, table[in.quantize(0, v) & 0xFF]) - ColumnFit.gelu(v);
            sum += e * e;
        }
        return sum;
    }

    /// The table of the operator, in its most exact form.
    byte[] table() {
        return table(Nonlinear.TABLE);
    }

    /// The table of the operator.
    byte[] table(Nonlinear form) {
        byte[] table = new byte[256];
        for (int q = -128; q < 128; q++) {
            table[q & 0xFF] = out.quantize(0, form.gelu(in.real(0, q)));
        }
        return table;
    }
}

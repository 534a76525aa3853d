package org.espalier.compress.quant;

/// Chooses scales for activations that no linear map reads, and for tables, from what was seen of them.
final class ColumnFit {

    private static final double[] CUTS = {1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5};

    private ColumnFit() {}

    /// The middle of each column's range.
    static double[] middle(Sample sample) {
        double[] middle = new double[sample.columns()];
        for (int c = 0; c < middle.length; c++) {
            middle[c] = ((double) sample.low(c) + sample.high(c)) / 2;
        }
        return middle;
    }

    /// The largest distance of each column from `middle`.
    static double[] reach(Sample sample, double[] middle) {
        double[] reach = new double[middle.length];
        for (int c = 0; c < reach.length; c++) {
            reach[c] = Math.max(sample.high(c) - middle[c], middle[c] - sample.low(c));
        }
        return reach;
    }

    /// For each column the scale around `middle` with the least squared error: cutting rare ends pays for finer steps.
    ///
    /// @param least the least scale each column may have
    static double[] scales(Sample sample, double[] middle, double[] least) {
        double[] scales = scales(sample, middle);
        for (int c = 0; c < scales.length; c++) {
            scales[c] = Math.max(scales[c], least[c]);
        }
        return scales;
    }

    /// The same without a limit.
    static double[] scales(Sample sample, double[] middle) {
        double[] reach = reach(sample, middle);
        double largest = 1e-9;
        for (double r : reach) {
            largest = Math.max(largest, r);
        }
        double[] scales = new double[middle.length];
        for (int c = 0; c < scales.length; c++) {
            double full = Math.max(reach[c], largest * 1e-4) / 127;
            double best = Double.POSITIVE_INFINITY;
            for (double cut : CUTS) {
                double error = error(sample, c, middle[c], full * cut);
                if (error < best) {
                    best = error;
                    scales[c] = full * cut;
                }
            }
        }
        return scales;
    }

    /// For each column the least scale that cuts nothing.
    ///
    /// @param reach as [#reach] finds it
    static double[] whole(double[] reach) {
        double[] scale = new double[reach.length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = Math.max(reach[c], 1e-6) / 127;
        }
        return scale;
    }

    private static double error(Sample sample, int column, double middle, double scale) {
        double sum = 0;
        for (int r = 0; r < sample.rows(); r++) {
            double x = sample.at(r, column) - middle;
            double q = Math.max(-128, Math.min(127, Math.rint(x / scale)));
            double e = x - q * scale;
            sum += e * e;
        }
        return sum;
    }

    /// Exact GELU, `x Φ(x)`.
    static double gelu(double x) {
        return 0.5 * x * (1 + erf(x / Math.sqrt(2)));
    }

    /// The error function to about 1e-12: a series near 0, a continued fraction beyond.
    static double erf(double x) {
        double a = Math.abs(x);
        if (a > 6) {
            return Math.signum(x);
        }
        if (a < 2.5) {
            double term = a;
            double sum = a;
            for (int n = 1; Math.abs(term) > 1e-17 * sum && n < 200; n++) {
                term *= -a * a / n;
                sum += term / (2 * n + 1);
            }
            return Math.signum(x) * 2 / Math.sqrt(Math.PI) * sum;
        }
        double f = 0;
        for (int n = 80; n > 0; n--) {
            f = n / 2.0 / (a + f);
        }
        return Math.signum(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + f));
    }
}

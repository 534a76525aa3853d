package org.espalier.search.surrogate;

import java.util.Arrays;

/// A Gaussian process of mean 0 and variance 1 with the kernel `exp(-d2 / (2 l2))` that has seen values at points.
///
/// Plain arithmetic in one order: the same points and values give the same guesses, to the bit.
final class GaussianProcess {

    private final double[][] points; // (n x d)
    private final double[] values; // (n), of mean about 0 and variance about 1
    private final double length;
    private final double noise; // variance of a value besides the kernel's
    private final double[][] factor; // (n x n), lower triangular, of kernel plus noise
    private final double[] weights; // (n), kernel plus noise inverted times values

    private GaussianProcess(double[][] points, double[] values, double length, double noise, double[][] factor) {
        this.points = points;
        this.values = values;
        this.length = length;
        this.noise = noise;
        this.factor = factor;
        this.weights = back(factor, forward(factor, values));
    }

    /// A guess.
    record Guess(double mean, double deviation) {}

    /// The process that has seen `values` at `points`.
    ///
    /// @param points (n x d)
    /// @param values (n), of mean about 0 and variance about 1
    /// @param length l
    /// @param noise variance of a value besides the kernel's
    static GaussianProcess of(double[][] points, double[] values, double length, double noise) {
        int n = points.length;
        double[][] factor = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = kernel(points[i], points[j], length) + (i == j ? noise : 0);
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(sum) : sum / factor[j][j];
            }
        }
        return new GaussianProcess(points, values, length, noise, factor);
    }

    /// What to expect at a point.
    Guess at(double[] point) {
        double[] near = Arrays.stream(points)
                .mapToDouble(other -> kernel(point, other, length))
                .toArray();
        double mean = 0;
        for (int i = 0; i < near.length; i++) {
            mean += near[i] * weights[i];
        }
        double explained = 0;
        for (double part : forward(factor, near)) {
            explained += part * part;
        }
        return new Guess(mean, Math.sqrt(Math.max(0, 1 - explained)));
    }

    /// The same having seen what it expects at a point: its doubt there is gone, its mean unchanged.
    GaussianProcess believing(double[] point) {
        double[][] more = Arrays.copyOf(points, points.length + 1);
        more[points.length] = point;
        double[] known = Arrays.copyOf(values, values.length + 1);
        known[values.length] = at(point).mean();
        return of(more, known, length, noise);
    }

    /// Mean squared error of guessing each value from all the others.
    double leaveOneOut() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double[] unit = new double[values.length];
            unit[i] = 1;
            double inverse = 0;
            for (double part : forward(factor, unit)) {
                inverse += part * part;
            }
            sum += weights[i] / inverse * (weights[i] / inverse);
        }
        return sum / values.length;
    }

    private static double kernel(double[] a, double[] b, double length) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return StrictMath.exp(-sum / (2 * length * length));
    }

    private static double[] forward(double[][] factor, double[] right) {
        double[] solved = new double[right.length];
        for (int i = 0; i < right.length; i++) {
            double sum = right[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i][k] * solved[k];
            }
            solved[i] = sum / factor[i][i];
        }
        return solved;
    }

    private static double[] back(double[][] factor, double[] right) {
        double[] solved = new double[right.length];
        for (int i = right.length - 1; i >= 0; i--) {
            double sum = right[i];
            for (int k = i + 1; k < right.length; k++) {
                sum -= factor[k][i] * solved[k];
            }
            solved[i] = sum / factor[i][i];
        }
        return solved;
    }
}

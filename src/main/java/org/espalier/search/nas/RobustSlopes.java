package org.espalier.search.nas;

import java.util.Arrays;

/// Slopes of `value = constant + Σ slope · x` in any number of coordinates, by least squares with weights
/// `|residual|^(-1/2)` found by repetition, so that a few bad points count little: [Plane#robust] for more
/// than two. A coordinate in which the points do not differ has slope 0.
final class RobustSlopes {

    private static final double RIDGE = 1e-6;
    private static final double SETTLED = 1e-5;
    private static final int ROUNDS = 200;

    private RobustSlopes() {}

    /// The slopes.
    ///
    /// @param x a row of coordinates for each point
    /// @return one slope for each coordinate
    static double[] of(double[][] x, double[] value) {
        double[] weights = new double[value.length];
        Arrays.fill(weights, 1);
        double[] slopes = weighted(x, value, weights);
        for (int round = 0; round < ROUNDS; round++) {
            double constant = mean(value, weights);
            for (int k = 0; k < slopes.length; k++) {
                constant -= slopes[k] * mean(column(x, k), weights);
            }
            for (int i = 0; i < weights.length; i++) {
                double residual = value[i] - constant;
                for (int k = 0; k < slopes.length; k++) {
                    residual -= slopes[k] * x[i][k];
                }
                weights[i] = 1 / Math.sqrt(Math.max(Math.abs(residual), 1e-6));
            }
            double[] next = weighted(x, value, weights);
            double change = 0;
            for (int k = 0; k < slopes.length; k++) {
                change = Math.hypot(change, next[k] - slopes[k]);
            }
            slopes = next;
            if (change < SETTLED) {
                break;
            }
        }
        return slopes;
    }

    private static double[] weighted(double[][] x, double[] value, double[] weights) {
        int n = x[0].length;
        double[][] normal = new double[n][n + 1];
        double meanValue = mean(value, weights);
        double[] means = new double[n];
        for (int k = 0; k < n; k++) {
            means[k] = mean(column(x, k), weights);
            normal[k][k] = RIDGE;
        }
        for (int i = 0; i < value.length; i++) {
            for (int k = 0; k < n; k++) {
                double d = weights[i] * (x[i][k] - means[k]);
                for (int l = 0; l < n; l++) {
                    normal[k][l] += d * (x[i][l] - means[l]);
                }
                normal[k][n] += d * (value[i] - meanValue);
            }
        }
        return solved(normal);
    }

    /// Gauss; the matrix is positive definite.
    private static double[] solved(double[][] rows) {
        int n = rows.length;
        for (int k = 0; k < n; k++) {
            for (int i = k + 1; i < n; i++) {
                double factor = rows[i][k] / rows[k][k];
                for (int j = k; j <= n; j++) {
                    rows[i][j] -= factor * rows[k][j];
                }
            }
        }
        double[] out = new double[n];
        for (int k = n - 1; k >= 0; k--) {
            out[k] = rows[k][n];
            for (int j = k + 1; j < n; j++) {
                out[k] -= rows[k][j] * out[j];
            }
            out[k] /= rows[k][k];
        }
        return out;
    }

    private static double[] column(double[][] x, int k) {
        return Arrays.stream(x).mapToDouble(row -> row[k]).toArray();
    }

    private static double mean(double[] values, double[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            sum += weights[i] * values[i];
            all += weights[i];
        }
        return sum / all;
    }
}

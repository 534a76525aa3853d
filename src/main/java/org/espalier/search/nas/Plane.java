package org.espalier.search.nas;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A plane `value = constant + rank · x + patch · y` fitted to points.
///
/// @param rank slope along x
/// @param patch slope along y
/// @param rankMlp slope along the rank of the MLP, where `rank` is that of attention alone; else null
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plane(double rank, double patch, @Nullable Double rankMlp) {

    /// With one rank.
    public Plane(double rank, double patch) {
        this(rank, patch, null);
    }

    private static final double RIDGE = 1e-6;
    private static final double SETTLED = 1e-5;
    private static final int ROUNDS = 200;

    /// Ordinary least squares; of all planes that fit alike, the flattest.
    static Plane leastSquares(double[] x, double[] y, double[] value) {
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        return weighted(x, y, value, ones, 0);
    }

    /// Least squares with weights `|residual|^(-1/2)`, found by repetition, so that a few bad points count little.
    static Plane robust(double[] x, double[] y, double[] value) {
        double[] weights = new double[x.length];
        Arrays.fill(weights, 1);
        Plane plane = weighted(x, y, value, weights, RIDGE);
        for (int round = 0; round < ROUNDS; round++) {
            double constant = plane.constant(x, y, value, weights);
            for (int i = 0; i < weights.length; i++) {
                double residual = Math.abs(value[i] - constant - plane.rank * x[i] - plane.patch * y[i]);
                weights[i] = 1 / Math.sqrt(Math.max(residual, 1e-6));
            }
            Plane next = weighted(x, y, value, weights, RIDGE);
            double change = Math.hypot(next.rank - plane.rank, next.patch - plane.patch);
            plane = next;
            if (change < SETTLED) {
                break;
            }
        }
        return plane;
    }

    private double constant(double[] x, double[] y, double[] value, double[] weights) {
        return mean(value, weights) - rank * mean(x, weights) - patch * mean(y, weights);
    }

    private static Plane weighted(double[] x, double[] y, double[] value, double[] weights, double ridge) {
        double meanX = mean(x, weights);
        double meanY = mean(y, weights);
        double meanValue = mean(value, weights);
        double xx = ridge;
        double xy = 0;
        double yy = ridge;
        double xv = 0;
        double yv = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            double dv = value[i] - meanValue;
            xx += weights[i] * dx * dx;
            xy += weights[i] * dx * dy;
            yy += weights[i] * dy * dy;
            xv += weights[i] * dx * dv;
            yv += weights[i] * dy * dv;
        }
        double determinant = xx * yy - xy * xy;
        if (determinant > 1e-9 * xx * yy) {
            return new Plane((yy * xv - xy * yv) / determinant, (xx * yv - xy * xv) / determinant);
        }
        // The points lie on a line: the slope along it, and none across.
        double length = xx + yy;
        if (length <= 0) {
            return new Plane(0, 0);
        }
        double squared = Math.max(xx, yy);
        double ux = xx >= yy ? xx : xy;
        double uy = xx >= yy ? xy : yy;
        double norm = Math.hypot(ux, uy);
        ux /= norm;
        uy /= norm;
        double along = (ux * xv + uy * yv) / Math.max(squared, length);
        return new Plane(along * ux, along * uy);
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

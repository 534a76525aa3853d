package org.espalier.compress.prune;

import org.espalier.tensor.Gram;

/// Statistics of inputs that a test gives token by token, summed in double precision.
final class SummedInputs {

    private SummedInputs() {}

    /// @param x (tokens, columns), row-major; one sequence
    /// @param columns the layer's inputs
    /// @param withProducts whether second moments are formed too
    static InputStatistics of(float[] x, int columns, boolean withProducts) {
        double[] totals = new double[columns];
        double[] squares = new double[columns];
        double[] products = withProducts ? new double[columns * columns] : new double[0];
        for (int start = 0; start < x.length; start += columns) {
            for (int i = 0; i < columns; i++) {
                double xi = x[start + i];
                totals[i] += xi;
                squares[i] += xi * xi;
                for (int j = 0; withProducts && j < columns; j++) {
                    products[i * columns + j] += xi * x[start + j];
                }
            }
        }
        return InputStatistics.of(
                x.length / columns, 1, totals, squares, withProducts ? Gram.of(products, columns) : null);
    }
}

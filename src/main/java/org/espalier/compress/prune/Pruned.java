package org.espalier.compress.prune;

import java.util.OptionalDouble;

/// A pruned matrix.
///
/// @param weights zero wherever the mask prunes
/// @param mask what was pruned
/// @param change Frobenius norm of the change over that of the dense weights
/// @param outputError squared change of the layer's outputs on the calibration inputs over their squared size,
///     where the second moments of the inputs were recorded
/// @param damping the share of the mean squared input that was added to make the second moments invertible; 0
///     where nothing was inverted
public record Pruned(Matrix weights, Mask mask, double change, OptionalDouble outputError, double damping) {

    static Pruned of(Matrix dense, Matrix weights, Mask mask, InputStatistics inputs, double damping) {
        OptionalDouble error = OptionalDouble.empty();
        if (inputs.hasProducts()) {
            double energy = inputs.energy(dense.values(), dense.rows());
            double[] difference = new double[1];
            float[] delta = new float[dense.values().length];
            for (int i = 0; i < delta.length; i++) {
                delta[i] = weights.values()[i] - dense.values()[i];
            }
            difference[0] = inputs.energy(delta, dense.rows());
            error = OptionalDouble.of(energy == 0 ? 0 : difference[0] / energy);
        }
        return new Pruned(weights, mask, weights.relativeChange(dense), error, damping);
    }
}

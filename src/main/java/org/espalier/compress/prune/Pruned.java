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

    /// A matrix whose kept weights stay.
    static Pruned of(Matrix dense, Matrix weights, Mask mask, InputStatistics inputs) {
        OptionalDouble error = OptionalDouble.empty();
        if (inputs.hasProducts()) {
            float[] delta = new float[dense.values().length];
            for (int i = 0; i < delta.length; i++) {
                delta[i] = weights.values()[i] - dense.values()[i];
            }
            error = OptionalDouble.of(share(inputs.energy(delta, dense.rows()), dense, inputs));
        }
        return new Pruned(weights, mask, weights.relativeChange(dense), error, 0);
    }

    /// A matrix that OBS solved.
    ///
    /// @param squaredError the squared change of its outputs
    static Pruned solved(
            Matrix dense, Matrix weights, Mask mask, InputStatistics inputs, double squaredError, double damping) {
        return new Pruned(
                weights,
                mask,
                weights.relativeChange(dense),
                OptionalDouble.of(share(squaredError, dense, inputs)),
                damping);
    }

    private static double share(double change, Matrix dense, InputStatistics inputs) {
        double energy = inputs.denseEnergy(dense);
        return energy == 0 ? 0 : change / energy;
    }
}

package org.espalier.compress.prune;

import java.util.OptionalDouble;

/// What became of one layer of a checkpoint.
///
/// @param layer which
/// @param asked the ratio that was asked for, in (0, 1)
/// @param pruned weights that were pruned
/// @param change Frobenius norm of the change over that of the dense weights
/// @param outputError squared change of its outputs on the calibration inputs over their squared size, where
///     recorded
/// @param damping as in [Pruned#damping()]
/// @param deadInputs inputs that were zero in every calibration token; OBS removes the weights on them too
/// @param data the new bytes
public record PrunedLayer(
        PrunableLayer layer,
        double asked,
        long pruned,
        double change,
        OptionalDouble outputError,
        double damping,
        int deadInputs,
        PrunedData data) {}

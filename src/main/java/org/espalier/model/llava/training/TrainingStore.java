package org.espalier.model.llava.training;

import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Keeps a training after every pass, so that one that was stopped goes on to the same weights.
interface TrainingStore {

    /// A training between two passes.
    ///
    /// @param stage "tower" or "whole"
    /// @param pass passes of that stage that are done
    /// @param weights every tensor by name
    /// @param moments the optimiser's, in its order
    /// @param random where the stage's random numbers are
    /// @param curve so far, both stages
    record Kept(
            String stage,
            int pass,
            SequencedMap<String, float[]> weights,
            List<float[]> moments,
            long random,
            List<CurvePoint> curve) {}

    /// What was kept under the same options, or null.
    @Nullable
    Kept load(TrainingOptions options);

    /// Keeps it, in place of what was kept before.
    void save(TrainingOptions options, Kept kept);
}

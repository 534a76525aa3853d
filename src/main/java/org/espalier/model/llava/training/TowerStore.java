package org.espalier.model.llava.training;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Keeps what stage one made, so that a training that was stopped in stage two does not begin again.
public interface TowerStore {

    /// Keeps nothing.
    TowerStore NONE = new TowerStore() {
        @Override
        public @Nullable Kept load(TrainingOptions options) {
            return null;
        }

        @Override
        public void save(TrainingOptions options, Kept kept) {}
    };

    /// The tower's tensors by name and the curve so far.
    record Kept(SequencedMap<String, float[]> tensors, java.util.List<CurvePoint> curve) {}

    /// What was kept under the same stage-one options, or null.
    @Nullable
    Kept load(TrainingOptions options);

    /// Keeps it.
    void save(TrainingOptions options, Kept kept);
}

package org.espalier.model.llava.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A training's way through its passes: takes up what was kept, and keeps each pass that is done.
final class Progress {

    private final FreshWeights weights;
    private final TrainingOptions options;
    private final TrainingStore store;
    private final TrainingStore.@Nullable Kept kept;
    private final List<CurvePoint> curve = new ArrayList<>();

    Progress(FreshWeights weights, TrainingOptions options, TrainingStore store) {
        this.weights = weights;
        this.options = options;
        this.store = store;
        this.kept = store.load(options);
        if (kept != null) {
            kept.weights().forEach(weights::overwrite);
            curve.addAll(kept.curve());
        }
    }

    /// The curve so far.
    List<CurvePoint> curve() {
        return curve;
    }

    /// Whether a stage is behind what was kept.
    boolean past(String stage) {
        return kept != null && !kept.stage().equals(stage) && stage.equals("tower");
    }

    /// Passes of a stage that are done; the optimiser and the random numbers go on from there.
    int resume(String stage, AdamW optimiser, ReplayableRandom random, int stepsPerPass) {
        if (kept == null || !kept.stage().equals(stage)) {
            return 0;
        }
        optimiser.resume(kept.moments(), kept.pass() * stepsPerPass);
        random.resume(kept.random());
        return kept.pass();
    }

    /// Keeps a pass that is done.
    void done(CurvePoint point, AdamW optimiser, ReplayableRandom random) {
        curve.add(point);
        store.save(
                options,
                new TrainingStore.Kept(
                        point.stage(),
                        point.pass(),
                        weights.values(""),
                        optimiser.moments(),
                        random.state(),
                        List.copyOf(curve)));
    }
}

package org.espalier.search.prune;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.prune.Matrix;
import org.espalier.task.TaskContext;

/// Masks from rank maps: every layer's weights are ordered once, by what the dense model says of them, and a
/// candidate prunes the first so many. Masks of rising ratios are nested, kept weights stay as they are, and a
/// candidate costs one copy of the weights.
final class NestedPruner implements Pruner {

    private final DenseLayers dense;
    private final List<String> order;
    private final Map<String, int[]> ranks = new HashMap<>();
    private final boolean spectral;

    NestedPruner(DenseLayers dense, Map<String, double[]> scores, boolean spectral) {
        this.dense = dense;
        this.order = List.copyOf(dense.matrices().sequencedKeySet());
        this.spectral = spectral;
        scores.forEach((layer, score) -> ranks.put(layer, RowRanks.ascending(score)));
    }

    @Override
    public PrunedWeights prune(Candidate candidate, TaskContext context) {
        Map<String, float[]> values = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            context.checkCancelled();
            String layer = order.get(i);
            Matrix matrix = dense.get(layer);
            float[] kept = matrix.values().clone();
            int[] rank = ranks.getOrDefault(layer, new int[0]);
            Arrays.stream(rank, 0, candidate.zeros().get(i)).forEach(at -> kept[at] = 0f);
            values.put(layer, kept);
        }
        return new PrunedWeights(values, dense.norms(values, spectral));
    }
}

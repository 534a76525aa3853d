package org.espalier.model.vit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.espalier.model.vit.VitWeights;

/// AdamW on every tensor of a supernet, with a running average of the weights beside it.
///
/// Norms, biases, class token and position tables are not decayed.
final class Optimizer {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    private final Recipe recipe;
    private final SequencedMap<String, NDArray> weights;
    private final SequencedMap<String, NDArray> means = new LinkedHashMap<>();
    private final SequencedMap<String, NDArray> variances = new LinkedHashMap<>();
    private final SequencedMap<String, NDArray> averages;

    Optimizer(Recipe recipe, VitWeights weights, VitWeights average) {
        this.recipe = recipe;
        this.weights = weights.tensors();
        this.averages = average.tensors();
        NDManager manager = weights.manager();
        this.weights.forEach((name, tensor) -> {
            means.put(name, manager.zeros(tensor.getShape()));
            variances.put(name, manager.zeros(tensor.getShape()));
            tensor.setRequiresGradient(true);
        });
    }

    SequencedMap<String, NDArray> means() {
        return means;
    }

    SequencedMap<String, NDArray> variances() {
        return variances;
    }

    /// Applies and clears (in the engine's update) the gradients of step number `step` (from 0).
    void update(long step, double rate) {
        double correction = rate * Math.sqrt(1 - Math.pow(BETA2, step + 1.0)) / (1 - Math.pow(BETA1, step + 1.0));
        double decay = Math.min(recipe.average(), (1.0 + step) / (10 + step));
        weights.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                NDList state = new NDList(weight, gradient, means.get(name), variances.get(name));
                weight.getNDArrayInternal()
                        .adamUpdate(
                                state,
                                new NDList(weight),
                                (float) rate,
                                (float) correction,
                                decays(name, weight) ? (float) recipe.weightDecay() : 0f,
                                1f,
                                -1f,
                                (float) BETA1,
                                (float) BETA2,
                                1e-8f,
                                false,
                                true);
            }
            average(name, weight, decay);
        });
    }

    private void average(String name, NDArray weight, double decay) {
        NDArray average = averages.get(name);
        if (average == null) {
            return;
        }
        try (NDArray now = weight.stopGradient();
                NDArray share = now.mul(1 - decay)) {
            average.muli(decay).addi(share);
        }
    }

    private static boolean decays(String name, NDArray weight) {
        return weight.getShape().dimension() > 1
                && !name.equals("pos_embed")
                && !name.equals("cls_token")
                && !name.contains("rel_pos_embed");
    }
}

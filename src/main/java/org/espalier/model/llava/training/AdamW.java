package org.espalier.model.llava.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.espalier.task.WorkbenchException;

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), gradients clipped to a global norm.
public final class AdamW {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.98f;
    private static final float EPSILON = 1e-8f;

    /// A parameter, its moments, and how it differs from the rest.
    private record Slot(NDArray weight, NDArray mean, NDArray variance, float rate, float decay) {}

    private final List<Slot> slots = new ArrayList<>();
    private final float decay;
    private final float clip;
    private int step;

    /// An optimizer without parameters yet.
    ///
    /// @param decay of matrices, per step and unit of learning rate
    /// @param clip largest global norm of the gradients
    public AdamW(float decay, float clip) {
        this.decay = decay;
        this.clip = clip;
    }

    /// Adds parameters that learn at `rate` times the common learning rate. Vectors do not decay.
    public void add(NDManager manager, List<NDArray> weights, float rate) {
        for (NDArray weight : weights) {
            weight.setRequiresGradient(true);
            slots.add(new Slot(
                    weight,
                    manager.zeros(weight.getShape()),
                    manager.zeros(weight.getShape()),
                    rate,
                    weight.getShape().dimension() > 1 ? decay : 0));
        }
    }

    /// The moments of every parameter, means and variances in turn.
    List<float[]> moments() {
        List<float[]> moments = new ArrayList<>();
        for (Slot slot : slots) {
            moments.add(slot.mean.toFloatArray());
            moments.add(slot.variance.toFloatArray());
        }
        return moments;
    }

    /// Goes on from kept moments after `steps` updates.
    void resume(List<float[]> moments, int steps) {
        if (moments.size() != 2 * slots.size()) {
            throw WorkbenchException.input(
                    "training.state",
                    "the kept training has " + moments.size() + " moments, this model " + 2 * slots.size(),
                    "Start the training again in another folder.");
        }
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).mean.set(moments.get(2 * i));
            slots.get(i).variance.set(moments.get(2 * i + 1));
        }
        step = steps;
    }

    /// One update from the gradients, which are zero afterwards. Returns their global norm.
    public float update(float learningRate) {
        step++;
        float norm = norm();
        float scale = norm > clip ? clip / norm : 1;
        double correction = Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
        for (Slot slot : slots) {
            try (NDArray gradient = slot.weight.getGradient()) {
                float rate = learningRate * slot.rate;
                slot.weight
                        .getNDArrayInternal()
                        .adamUpdate(
                                new NDList(slot.weight, gradient, slot.mean, slot.variance),
                                new NDList(slot.weight),
                                rate,
                                (float) (rate * correction),
                                slot.decay,
                                scale,
                                -1,
                                BETA1,
                                BETA2,
                                EPSILON,
                                false,
                                true);
                gradient.subi(gradient);
            }
        }
        return norm;
    }

    private float norm() {
        double squares = 0;
        for (Slot slot : slots) {
            try (NDArray gradient = slot.weight.getGradient();
                    NDArray norm = gradient.norm()) {
                double value = norm.getFloat();
                squares += value * value;
            }
        }
        return (float) Math.sqrt(squares);
    }
}

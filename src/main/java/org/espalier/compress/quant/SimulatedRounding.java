package org.espalier.compress.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.espalier.model.vit.Rounding;
import org.espalier.tensor.Scalar;

/// An int8 network's rounding on the float network it came from, for quantisation-aware fine-tuning: each activation
/// goes to the grid the int8 network has for it and back, each matrix to int8 rows on the scales of its input.
/// Gradients pass as if nothing had been rounded (the straight-through estimator of Bengio et al. 2013).
///
/// Left out are what the int8 form does to tables: position embedding, relative positions, softmax's exponential, GELU.
public final class SimulatedRounding implements Rounding {

    private record Steps(NDArray scale, NDArray zero, Width width) {}

    private final NDManager manager;
    private final Map<String, Steps> activations = new HashMap<>();
    private final Map<String, NDArray> inputScales = new HashMap<>();
    private final Map<String, NDArray> scoreSteps = new HashMap<>();

    /// The grids of a network.
    ///
    /// @param owner under whose manager the grids are kept
    public SimulatedRounding(QuantizedNetwork network, NDManager owner) {
        this.manager = owner;
        for (Activation a : network.activations()) {
            Shape shape = new Shape(a.scale().length);
            activations.put(
                    ActivationName.ofFloat(a.name()),
                    new Steps(
                            manager.create(floats(a.scale()), shape),
                            manager.create(floats(a.zero()), shape),
                            a.width()));
        }
        for (Op op : network.ops()) {
            if (op instanceof Op.Linear l) {
                double[] scale = network.activation(l.input()).scale();
                inputScales.put(l.name(), manager.create(floats(scale), new Shape(1, scale.length)));
            } else if (op instanceof Op.Attention a) {
                scoreSteps.put(a.name().replace(".attention", ".scores"), scoreStep(a, network.activation(a.input())));
            } else if (op instanceof Op.PatchEmbed p) {
                inputScales.put(p.name(), manager.ones(new Shape(1, 1, 1, 1)));
            }
        }
    }

    /// The step of a head's scores, (heads, 1, 1): of a product of Q and K, over the operator's factor.
    private NDArray scoreStep(Op.Attention op, Activation qkv) {
        float[] steps = new float[op.heads()];
        for (int h = 0; h < steps.length; h++) {
            int c = h * op.headDim();
            double product = qkv.scaleOf(c) * qkv.scaleOf(op.heads() * op.headDim() + c);
            steps[h] = (float) (product / Math.sqrt(op.headDim()) / (op.scoreMultiplier()[h] * 0x1p-32));
        }
        return manager.create(steps, new Shape(steps.length, 1, 1));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public NDArray activation(String name, NDArray value) {
        NDArray scoreStep = scoreSteps.get(name);
        if (scoreStep != null) {
            return scores(value, scoreStep);
        }
        Steps steps = activations.get(name);
        if (steps == null) {
            return value;
        }
        try (NDArray exact = value.stopGradient();
                NDArray q = exact.div(steps.scale())) {
            q.addi(steps.zero());
            NDArray whole = q.round().clip(steps.width().least(), steps.width().most());
            NDArray change = whole.subi(steps.zero()).muli(steps.scale()).subi(exact);
            return value.add(change);
        }
    }

    /// Scores lie around their row's own centre, so they are not cut here.
    private static NDArray scores(NDArray value, NDArray step) {
        try (NDArray exact = value.stopGradient();
                NDArray q = exact.div(step)) {
            return value.add(q.round().muli(step).subi(exact));
        }
    }

    @Override
    public NDArray weight(String layer, NDArray weight) {
        NDArray scale = inputScales.get(layer);
        if (scale == null) {
            return weight;
        }
        Shape shape = weight.getShape();
        Shape perRow = shape.dimension() == 2 ? new Shape(shape.get(0), 1) : new Shape(shape.get(0), 1, 1, 1);
        try (NDArray exact = weight.stopGradient();
                NDArray even = exact.mul(scale);
                NDArray size = even.abs();
                NDArray largest = size.reshape(shape.get(0), -1).max(new int[] {1})) {
            NDArray step = Scalar.plus(Scalar.times(largest, 1.0 / 127), 1e-12).reshape(perRow);
            NDArray rounded = even.div(step).round().muli(step).divi(scale);
            return weight.add(rounded.subi(exact));
        }
    }
}

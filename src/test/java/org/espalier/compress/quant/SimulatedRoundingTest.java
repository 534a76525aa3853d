package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Objects;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Rounding;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

class SimulatedRoundingTest {

    private static final VitConfig CONFIG = SmallVit.config(new LowRank.TwoFactor(0.5, 0.5), false, true);
    private static final Subnet SUBNET = Subnet.uniform(3, 48, 3, 3.0);

    private static QuantizedNetwork int8(VitWeights weights) {
        Calibration seen = Calibration.observe(CONFIG, weights, SUBNET, SmallVit.pictures(32, 24, 1), TaskContext.NONE);
        return VitQuantizer.quantize("test", CONFIG, SubnetWeights.of(CONFIG, weights, SUBNET), seen, TaskContext.NONE);
    }

    private static float[] logits(VitWeights weights, Rounding rounding, List<RgbImage> pictures) {
        try (NDManager scope = weights.manager().newSubManager()) {
            NDArray images = Calibration.tensor(scope, CONFIG, pictures);
            return VisionTransformer.forwardTraining(CONFIG, weights, SUBNET, images, null, null, rounding)
                    .toFloatArray();
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }

    @Test
    void itsErrorHasTheSizeOfTheInt8NetworksError() {
        try (VitWeights weights = SmallVit.weights(CONFIG)) {
            QuantizedNetwork network = int8(weights);
            List<RgbImage> pictures = SmallVit.pictures(32, 16, 2);
            float[] exact = logits(weights, Rounding.NONE, pictures);
            float[] simulated = logits(weights, new SimulatedRounding(network, weights.manager()), pictures);
            float[] integer = new float[exact.length];
            for (int i = 0; i < pictures.size(); i++) {
                float[] one = network.logits()
                        .real(Int8Executor.run(network, pictures.get(i).rgb()).logits());
                System.arraycopy(one, 0, integer, i * one.length, one.length);
            }
            double real = distance(integer, exact);
            double pretended = distance(simulated, exact);
            assertTrue(pretended > 0.5 * real && pretended < 2 * real, pretended + " for " + real);
        }
    }

    @Test
    void gradientsPassAsIfNothingWereRounded() {
        float[] plain = gradient(false);
        double size = distance(plain, new float[plain.length]);
        double change = distance(plain, gradient(true));
        assertTrue(size > 0);
        assertTrue(change > 0 && change < 0.3 * size, change + " of " + size);
    }

    /// Of a matrix in the middle of the net.
    private static float[] gradient(boolean rounded) {
        try (VitWeights weights = SmallVit.weights(CONFIG);
                NDManager scope = weights.manager().newSubManager()) {
            Rounding rounding = rounded ? new SimulatedRounding(int8(weights), weights.manager()) : Rounding.NONE;
            NDArray matrix = Objects.requireNonNull(weights.tensors().get("blocks.1.fc13.weight"));
            matrix.setRequiresGradient(true);
            try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray images = Calibration.tensor(scope, CONFIG, SmallVit.pictures(32, 4, 3));
                NDArray logits =
                        VisionTransformer.forwardTraining(CONFIG, weights, SUBNET, images, null, null, rounding);
                tape.backward(logits.square().sum());
            }
            try (NDArray gradient = matrix.getGradient()) {
                return gradient.toFloatArray();
            }
        }
    }

    @Test
    void whatIsOnTheGridStaysAndTheRestMovesToIt() {
        try (VitWeights weights = SmallVit.weights(CONFIG);
                NDManager scope = weights.manager().newSubManager()) {
            QuantizedNetwork network = int8(weights);
            Rounding rounding = new SimulatedRounding(network, weights.manager());
            Activation gelu = network.activation("blocks.1.gelu");
            NDArray on = scope.create(new float[] {at(gelu, -7), at(gelu, 127)});
            assertArrayEquals(
                    on.toFloatArray(), rounding.activation("blocks.1.gelu", on).toFloatArray(), 1e-5f);
            NDArray off = scope.create(new float[] {at(gelu, 3.4), at(gelu, 900)});
            assertArrayEquals(
                    new float[] {at(gelu, 3), at(gelu, 127)},
                    rounding.activation("blocks.1.gelu", off).toFloatArray(),
                    1e-5f);
            assertEquals(off, rounding.activation("input", off));
        }
    }

    private static float at(Activation activation, double q) {
        return (float) (activation.scaleOf(0) * (q - activation.zeroOf(0)));
    }
}

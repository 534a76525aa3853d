package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;

/// What rounding does to each activation.
class SignalToNoiseTest {

    private static final Subnet SUBNET = new Subnet(2, 40, List.of(2, 3), List.of(2.0, 3.0));

    @Test
    void namesEveryActivationAndTheWorst() {
        VitConfig config = SmallVit.config(new LowRank.TwoFactor(0.5, 0.6), false, true);
        try (VitWeights weights = SmallVit.weights(config)) {
            Calibration seen =
                    Calibration.observe(config, weights, SUBNET, SmallVit.pictures(32, 24, 1), TaskContext.NONE);
            QuantizedNetwork network = VitQuantizer.quantize(
                    "test", config, SubnetWeights.of(config, weights, SUBNET), seen, TaskContext.NONE);
            SignalToNoise noise = SignalToNoise.measure(
                    config, weights, SUBNET, network, SmallVit.pictures(32, 6, 2), TaskContext.NONE);
            assertEquals(
                    network.activations().stream().map(Activation::name).toList(),
                    List.copyOf(noise.layers().keySet()));
            double least =
                    noise.layers().values().stream().mapToDouble(d -> d).min().orElseThrow();
            assertEquals(least, Objects.requireNonNull(noise.layers().get(noise.worst())));
            assertTrue(least > 10, noise.toString());
            assertEquals(noise.logits(), Objects.requireNonNull(noise.layers().get("head")));
            assertTrue(noise.logits() > 20 && noise.logits() < 60, noise.toString());
            double picture = Objects.requireNonNull(noise.layers().get("patch_embed"));
            assertTrue(picture > 35, "patches have 16 bits, their weights 8: " + noise);
        }
    }
}

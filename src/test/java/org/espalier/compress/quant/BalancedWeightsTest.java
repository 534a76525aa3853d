package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Balancing pairs of linear maps changes nothing in float, and less is lost in int8.
class BalancedWeightsTest {

    private static final Subnet SUBNET = new Subnet(2, 40, List.of(2, 3), List.of(2.0, 3.0));

    private static VitConfig config(String kind) {
        LowRank lowRank = switch (kind) {
            case "dense" -> new LowRank.Dense();
            case "three" -> new LowRank.ThreeFactor(0.6);
            default -> new LowRank.TwoFactor(0.5, 0.6);
        };
        return SmallVit.config(lowRank, kind.equals("relative"), true);
    }

    private static Map<String, float[]> activations(VitConfig config, VitWeights weights, RgbImage picture) {
        Map<String, float[]> all = new TreeMap<>();
        try (NDManager scope = weights.manager().newSubManager()) {
            NDArray x = Calibration.tensor(scope, config, List.of(picture));
            VisionTransformer.forward(config, weights, SUBNET, x, (name, value) -> all.put(name, value.toFloatArray()));
        }
        return all;
    }

    private static float[] of(Map<String, float[]> all, String name) {
        return java.util.Objects.requireNonNull(all.get(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "two", "three", "relative"})
    void theFloatNetworkComputesTheSame(String kind) {
        VitConfig config = config(kind);
        try (VitWeights weights = SmallVit.weights(config)) {
            Calibration seen =
                    Calibration.observe(config, weights, SUBNET, SmallVit.pictures(32, 24, 1), TaskContext.NONE);
            try (VitWeights balanced = BalancedWeights.of(config, weights, SUBNET, seen, TaskContext.NONE)) {
                for (RgbImage picture : SmallVit.pictures(32, 4, 2)) {
                    Map<String, float[]> before = activations(config, weights, picture);
                    Map<String, float[]> after = activations(config, balanced, picture);
                    for (String same : List.of("logits", "blocks.0.attn", "blocks.1.out", "blocks.0.scores", "blocks.1.fc1")) {
                        double largest = 0;
                        double off = 0;
                        for (int i = 0; i < of(before, same).length; i++) {
                            largest = Math.max(largest, Math.abs(of(before, same)[i]));
                            off = Math.max(off, Math.abs(of(before, same)[i] - of(after, same)[i]));
                        }
                        assertTrue(off <= 1e-5 * largest, same + " is off by " + off + " of " + largest);
                    }
                }
            }
        }
    }

    @Test
    void whatPassesBetweenFactorsHasEvenRangesAndCountsAlike() {
        VitConfig config = config("two");
        try (VitWeights weights = SmallVit.weights(config)) {
            List<RgbImage> pictures = SmallVit.pictures(32, 24, 1);
            Calibration seen = Calibration.observe(config, weights, SUBNET, pictures, TaskContext.NONE);
            try (VitWeights balanced = BalancedWeights.of(config, weights, SUBNET, seen, TaskContext.NONE)) {
                Calibration again = Calibration.observe(config, balanced, SUBNET, pictures, TaskContext.NONE);
                for (String name : List.of("blocks.0.fc11", "blocks.1.qkv1", "blocks.1.fc21")) {
                    assertTrue(
                            unevenness(again.of(name)) < Math.min(1.6, unevenness(seen.of(name))),
                            name + ": " + unevenness(seen.of(name)) + " became " + unevenness(again.of(name)));
                }
            }
        }
    }

    /// The largest standard deviation of a column over the least.
    private static double unevenness(Sample sample) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int c = 0; c < sample.columns(); c++) {
            double sum = 0;
            for (int r = 0; r < sample.rows(); r++) {
                sum += Math.pow(sample.at(r, c) - sample.mean(c), 2);
            }
            least = Math.min(least, Math.sqrt(sum));
            most = Math.max(most, Math.sqrt(sum));
        }
        return most / least;
    }

    @Test
    void roundingBetweenMapsCostsLeastAmongMixedBases() {
        Random random = new Random(3);
        int n = 7;
        double[][] a = moments(random, n);
        double[][] b = moments(random, n);
        PairBalance balance = PairBalance.of(a, b);
        double least = cost(balance.to(), balance.from(), a, b);
        double plain = 0;
        for (int i = 0; i < n; i++) {
            plain += a[i][i] * b[i][i];
        }
        assertTrue(least < 0.9 * plain, least + " against " + plain);
        double[][] one = PairBalance.product(balance.to(), balance.from());
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertEquals(i == j ? 1 : 0, one[i][j], 1e-9);
            }
        }
    }

    private static double[][] moments(Random random, int n) {
        double[][] x = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                x[i][j] = random.nextGaussian() * (1 + 4.0 * j / n);
            }
        }
        return PairBalance.product(PairBalance.transposed(x), x);
    }

    private static double cost(double[][] to, double[][] from, double[][] a, double[][] b) {
        double[][] passed = PairBalance.product(PairBalance.product(to, a), PairBalance.transposed(to));
        double[][] made = PairBalance.product(PairBalance.product(PairBalance.transposed(from), b), from);
        double sum = 0;
        for (int i = 0; i < to.length; i++) {
            sum += passed[i][i] * made[i][i];
        }
        return sum;
    }

    @Test
    void signalToNoiseNamesEveryActivationAndTheWorst() {
        VitConfig config = config("two");
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
            double least = noise.layers().values().stream().mapToDouble(d -> d).min().orElseThrow();
            assertEquals(least, java.util.Objects.requireNonNull(noise.layers().get(noise.worst())));
            assertTrue(least > 10, noise.toString());
            assertEquals(noise.logits(), java.util.Objects.requireNonNull(noise.layers().get("head")));
            assertTrue(noise.logits() > 20 && noise.logits() < 60, noise.toString());
            double picture = java.util.Objects.requireNonNull(noise.layers().get("patch_embed"));
            assertTrue(picture > 35, "patches have 16 bits, their weights 8: " + noise);
        }
    }
}

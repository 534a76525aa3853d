package org.espalier.model.vit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of supernet and its subnets, against plain loops.
class SlicesTest {

    private static VitConfig config(
            int image,
            int patch,
            LowRank lowRank,
            boolean relative,
            boolean abs,
            boolean gp,
            boolean bias,
            boolean qkv) {
        return new VitConfig(
                image,
                patch,
                3,
                7,
                48,
                3,
                3,
                16,
                3,
                Choices.NONE,
                lowRank,
                relative,
                2,
                abs,
                gp,
                bias,
                qkv,
                VitConfig.half(3),
                VitConfig.half(3),
                List.of());
    }

    static Stream<Arguments> kinds() {
        LowRank dense = new LowRank.Dense();
        LowRank three = new LowRank.ThreeFactor(0.55);
        LowRank two = new LowRank.TwoFactor(0.7, 0.6);
        return Stream.of(
                Arguments.of("dense, plain", config(32, 8, dense, false, true, true, true, false)),
                Arguments.of("dense, interleaved", config(32, 8, dense, true, true, false, true, true)),
                Arguments.of("dense, no bias", config(32, 8, dense, true, false, true, false, true)),
                Arguments.of("three, interleaved", config(32, 8, three, true, true, true, true, true)),
                Arguments.of("three, class token", config(32, 8, three, false, true, false, true, true)),
                Arguments.of("three, plain", config(32, 8, three, true, true, true, true, false)),
                Arguments.of("two, interleaved", config(32, 8, two, true, true, true, true, true)),
                Arguments.of("two, plain", config(32, 8, two, false, true, false, true, false)),
                Arguments.of("28 pixels, padded", config(72, 28, three, true, true, true, true, true)),
                Arguments.of("32 pixels, padded", config(80, 32, two, true, true, true, true, true)),
                Arguments.of("20 pixels, cropped", config(48, 20, dense, true, true, true, true, true)),
                Arguments.of("20 pixels, padded with two factors", config(48, 20, two, true, true, true, true, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void subnetsGiveTheLogitsOfPlainLoops(String name, VitConfig config) {
        try (VitWeights weights = GeneratedWeights.of(config);
                NDManager scope = weights.manager().newSubManager()) {
            float[] image = GeneratedWeights.input(1, 3, config.imageSize());
            NDArray input = scope.create(image, new Shape(1, 3, config.imageSize(), config.imageSize()));
            for (Subnet subnet : List.of(
                    config.largest(),
                    new Subnet(2, 36, List.of(2, 1), List.of(2.5, 3.0)),
                    new Subnet(3, 20, List.of(1, 3, 2), List.of(1.0, 0.5, 3.0)))) {
                double[] expected = new ScalarVit(config, tensors(weights), subnet).logits(image);
                float[] logits = VisionTransformer.forward(config, weights, subnet, input)
                        .toFloatArray();
                for (int i = 0; i < logits.length; i++) {
                    assertEquals(expected[i], logits[i], 2e-4, name + " " + subnet);
                }
            }
        }
    }

    private static Map<String, float[]> tensors(VitWeights weights) {
        Map<String, float[]> tensors = new HashMap<>();
        weights.tensors().keySet().forEach(name -> tensors.put(name, weights.values(name)));
        return tensors;
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                Arguments.of(new LowRank.ThreeFactor(1), true),
                Arguments.of(new LowRank.ThreeFactor(1), false),
                Arguments.of(new LowRank.TwoFactor(1, 1), true),
                Arguments.of(new LowRank.TwoFactor(1, 1), false));
    }

    @ParameterizedTest
    @MethodSource("starts")
    void fullRankFactorsOfADenseSupernetAreTheSameFunction(LowRank lowRank, boolean interleaved) {
        VitConfig dense = config(32, 8, new LowRank.Dense(), true, true, true, true, interleaved);
        VitConfig target = config(32, 8, lowRank, true, true, true, true, interleaved);
        float[] expected;
        float[] logits;
        try (VitWeights weights = GeneratedWeights.of(dense)) {
            expected = logits(dense, weights);
            try (VitWeights factors = VitWeights.of(target, start(target, dense, weights))) {
                logits = logits(target, factors);
            }
        }
        assertArrayEquals(expected, logits, 1e-5f);
    }

    @Test
    void lowerRanksComeCloserTheHigherTheyAre() {
        VitConfig dense = config(32, 8, new LowRank.Dense(), false, true, true, true, false);
        try (VitWeights weights = GeneratedWeights.of(dense)) {
            float[] layer = weights.values("blocks.1.fc1.weight"); // (144, 48)
            double before = Double.POSITIVE_INFINITY;
            for (double ratio : new double[] {0.3, 0.6, 0.95}) {
                VitConfig target = config(32, 8, new LowRank.TwoFactor(ratio, ratio), false, true, true, true, false);
                int rank = target.mlpRank(48, 144);
                LowRankStart start = start(target, dense, weights);
                float[] first = start.values("blocks.1.fc11.weight", new long[] {rank, 48});
                float[] last = start.values("blocks.1.fc13.weight", new long[] {144, rank});
                float[] product = new float[layer.length];
                for (int i = 0; i < product.length; i++) {
                    for (int r = 0; r < rank; r++) {
                        product[i] += last[i / 48 * rank + r] * first[r * 48 + i % 48];
                    }
                }
                double error = distance(layer, product);
                assertTrue(error < before, ratio + ": " + error);
                before = error;
            }
        }
    }

    @Test
    void refusesWeightsOfAnotherWidth() {
        VitConfig dense = config(32, 8, new LowRank.Dense(), false, true, true, true, false);
        VitConfig interleaved = config(32, 8, new LowRank.TwoFactor(1, 1), false, true, true, true, true);
        try (VitWeights weights = GeneratedWeights.of(dense)) {
            assertEquals(
                    "vit.start",
                    assertThrows(WorkbenchException.class, () -> start(interleaved, dense, weights))
                            .code());
        }
    }

    private static LowRankStart start(VitConfig target, VitConfig dense, VitWeights weights) {
        return new LowRankStart(target, dense, weights, (name, shape) -> {
            throw new AssertionError(name + " has no origin");
        });
    }

    private static float[] logits(VitConfig config, VitWeights weights) {
        try (NDManager scope = weights.manager().newSubManager()) {
            NDArray input = scope.create(GeneratedWeights.input(2, 3, 32), new Shape(2, 3, 32, 32));
            return VisionTransformer.forward(config, weights, config.largest(), input)
                    .toFloatArray();
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}

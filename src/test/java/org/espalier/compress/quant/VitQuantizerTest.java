package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Choices;
import org.espalier.model.vit.LowRank;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.SubnetWeights;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class VitQuantizerTest {

    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    private static VitConfig config(LowRank lowRank, boolean relative, boolean gp) {
        return new VitConfig(
                32,
                8,
                3,
                6,
                48,
                3,
                3,
                16,
                3.0,
                Choices.NONE,
                lowRank,
                relative,
                4,
                true,
                gp,
                true,
                false,
                HALF,
                HALF,
                List.of());
    }

    /// Weights of a size as training leaves them; some columns of the stream are much larger than others.
    private static VitWeights weights(VitConfig config) {
        Random random = new Random(11);
        return VitWeights.of(config, (name, shape) -> {
            long size = 1;
            for (long s : shape) {
                size *= s;
            }
            float[] values = new float[(int) size];
            boolean vector = shape.length == 1;
            double scale = vector ? 0.1 : 1.2 / Math.sqrt((double) size / shape[0]);
            for (int i = 0; i < values.length; i++) {
                double centre = vector && name.contains("norm") && name.endsWith("weight") ? 1 : 0;
                values[i] = (float) (centre + scale * random.nextGaussian());
            }
            if (name.equals("patch_embed_super.proj.bias")) {
                values[3] = 6;
                values[9] = -4;
            }
            return values;
        });
    }

    private static List<RgbImage> pictures(int size, int count, long seed) {
        Random random = new Random(seed);
        List<RgbImage> pictures = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            byte[] rgb = new byte[size * size * 3];
            double fx = random.nextDouble() * 0.6;
            double fy = random.nextDouble() * 0.6;
            double level = random.nextDouble() * 120;
            for (int i = 0; i < rgb.length; i++) {
                int pixel = i / 3;
                double wave = Math.sin(fx * (pixel % size) + fy * pixel / size + i % 3 * n);
                rgb[i] = (byte) (int) Math.max(0, Math.min(255, level + 60 + 60 * wave + 10 * random.nextGaussian()));
            }
            pictures.add(new RgbImage(size, size, rgb));
        }
        return pictures;
    }

    private record Comparison(double error, double spread, Map<String, Double> noise) {}

    private static Comparison compare(VitConfig config, Subnet subnet) {
        try (VitWeights weights = weights(config)) {
            Calibration seen = Calibration.observe(config, weights, subnet, pictures(32, 24, 1), TaskContext.NONE);
            QuantizedNetwork network = VitQuantizer.quantize(
                    "test", config, SubnetWeights.of(config, weights, subnet), seen, TaskContext.NONE);
            List<RgbImage> test = pictures(32, 8, 2);
            double error = 0;
            double spread = 0;
            Map<String, double[]> sums = new TreeMap<>();
            for (RgbImage picture : test) {
                Map<String, float[]> real = new TreeMap<>();
                try (NDManager scope = weights.manager().newSubManager()) {
                    NDArray x = Calibration.tensor(scope, config, List.of(picture));
                    VisionTransformer.forward(
                            config, weights, subnet, x, (name, value) -> real.put(name, value.toFloatArray()));
                }
                Trace trace = Int8Executor.run(network, picture.rgb(), true);
                float[] exact = java.util.Objects.requireNonNull(real.get("logits"));
                float[] got = network.logits().real(trace.logits());
                double mean = 0;
                for (float v : exact) {
                    mean += v / exact.length;
                }
                for (int i = 0; i < exact.length; i++) {
                    error += Math.pow(got[i] - exact[i], 2);
                    spread += Math.pow(exact[i] - mean, 2);
                }
                trace.activations().forEach((name, values) -> {
                    float[] exactValues = real.get(floatName(name));
                    float[] intValues = network.activation(name).real(values);
                    double[] sum = sums.computeIfAbsent(name, _ -> new double[2]);
                    for (int i = 0; exactValues != null && i < intValues.length; i++) {
                        sum[0] += Math.pow(intValues[i] - exactValues[i], 2);
                        sum[1] += Math.pow(exactValues[i], 2);
                    }
                });
            }
            Map<String, Double> noise = new TreeMap<>();
            sums.forEach((name, sum) -> noise.put(name, Math.sqrt(sum[0] / sum[1])));
            return new Comparison(Math.sqrt(error), Math.sqrt(spread), noise);
        }
    }

    /// What the float network calls the same activation.
    private static String floatName(String name) {
        return switch (name) {
            case "position" -> "embed";
            case "pool" -> "pooled";
            case "head" -> "logits";
            default ->
                name.replace("attention", "context")
                        .replace("add1", "attn")
                        .replace("add2", "out")
                        .replaceAll("(qkv|fc1|fc2|proj)3$", "$1");
        };
    }

    @Test
    void everyActivationStaysCloseToTheFloatNetwork() {
        Comparison result =
                compare(config(new LowRank.TwoFactor(0.5, 0.5), false, true), Subnet.uniform(3, 48, 3, 3.0));
        // What stands before GELU is cut on purpose where GELU is flat.
        result.noise()
                .forEach((name, noise) ->
                        assertTrue(noise < (name.endsWith("fc13") ? 0.2 : 0.04), name + " is off by " + noise));
        assertTrue(result.error() < 0.03 * result.spread(), result.toString());
    }

    @Test
    void denseNetworksWithAClassTokenAndSmallerSubnetsWorkAsWell() {
        Comparison result =
                compare(config(new LowRank.Dense(), false, false), new Subnet(2, 40, List.of(2, 1), List.of(2.0, 3.0)));
        assertTrue(result.error() < 0.06 * result.spread(), result.toString());
    }

    @Test
    void refusesRelativePositions() {
        WorkbenchException e = assertThrows(
                WorkbenchException.class, () -> VitQuantizer.supported(config(new LowRank.Dense(), true, true)));
        assertTrue(e.getMessage().contains("relative_position"), e.getMessage());
    }

    @Test
    void theErrorFunctionIsExactToTwelveDigits() {
        // Abramowitz and Stegun, table 7.1.
        assertEquals(0.5204998778, ColumnFit.erf(0.5), 1e-10);
        assertEquals(0.8427007929, ColumnFit.erf(1), 1e-10);
        assertEquals(0.9953222650, ColumnFit.erf(2), 1e-10);
        assertEquals(-0.9999779095, ColumnFit.erf(-3), 1e-10);
        assertEquals(ColumnFit.erf(2.5 - 1e-9), ColumnFit.erf(2.5), 1e-9);
    }
}

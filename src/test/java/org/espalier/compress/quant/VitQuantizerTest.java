package org.espalier.compress.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.format.image.RgbImage;
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

    private record Comparison(double error, double spread, Map<String, Double> noise) {}

    private static Comparison compare(VitConfig config, Subnet subnet) {
        try (VitWeights weights = SmallVit.weights(config)) {
            Calibration seen =
                    Calibration.observe(config, weights, subnet, SmallVit.pictures(32, 24, 1), TaskContext.NONE);
            QuantizedNetwork network = VitQuantizer.quantize(
                    "test", config, SubnetWeights.of(config, weights, subnet), seen, TaskContext.NONE);
            List<RgbImage> test = SmallVit.pictures(32, 8, 2);
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
                    float[] exactValues = real.get(ActivationName.ofFloat(name));
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

    @Test
    void everyActivationStaysCloseToTheFloatNetwork() {
        Comparison result =
                compare(SmallVit.config(new LowRank.TwoFactor(0.5, 0.5), false, true), Subnet.uniform(3, 48, 3, 3.0));
        // What stands before GELU is cut on purpose where GELU is flat.
        result.noise()
                .forEach((name, noise) ->
                        assertTrue(noise < (name.endsWith("fc13") ? 0.2 : 0.04), name + " is off by " + noise));
        assertTrue(result.error() < 0.03 * result.spread(), result.toString());
    }

    @Test
    void denseNetworksWithAClassTokenAndSmallerSubnetsWorkAsWell() {
        Comparison result = compare(
                SmallVit.config(new LowRank.Dense(), false, false),
                new Subnet(2, 40, List.of(2, 1), List.of(2.0, 3.0)));
        assertTrue(result.error() < 0.06 * result.spread(), result.toString());
    }

    @Test
    void networksWithRelativePositionsStayAsCloseWithEitherPooling() {
        for (boolean gp : new boolean[] {true, false}) {
            Comparison result =
                    compare(SmallVit.config(new LowRank.TwoFactor(0.5, 0.5), true, gp), Subnet.uniform(3, 48, 3, 3.0));
            result.noise()
                    .forEach((name, noise) ->
                            assertTrue(noise < (name.endsWith("fc13") ? 0.2 : 0.045), name + " is off by " + noise));
            assertTrue(result.error() < 0.04 * result.spread(), result.toString());
        }
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

    private static final List<VitQuantizer.Form> FORMS =
            List.of(VitQuantizer.Form.EXACT, new VitQuantizer.Form(Width.INT8, Nonlinear.TABLE, Nonlinear.TABLE));

    /// A picture of one colour makes all patches alike, so that columns of many activations have no range at all.
    @Test
    void picturesOfOneColourGiveANetworkThatIsRightOnThem() {
        List<RgbImage> black = List.of(new RgbImage(32, 32, new byte[3 * 32 * 32]));
        for (LowRank lowRank : List.of(new LowRank.TwoFactor(0.5, 0.5), new LowRank.Dense())) {
            VitConfig config = SmallVit.config(lowRank, true, true);
            Subnet subnet = Subnet.uniform(3, 48, 3, 3.0);
            try (VitWeights weights = SmallVit.weights(config)) {
                Calibration seen = Calibration.observe(config, weights, subnet, black, TaskContext.NONE);
                SubnetWeights of = SubnetWeights.of(config, weights, subnet);
                for (VitQuantizer.Form form : FORMS) {
                    QuantizedNetwork network = VitQuantizer.quantize("black", config, of, seen, form, TaskContext.NONE);
                    double decibels = SignalToNoise.measure(config, weights, subnet, network, black, TaskContext.NONE)
                            .logits();
                    assertTrue(decibels > 20, form + ", " + lowRank + ": " + decibels + " dB");
                }
            }
        }
    }

    @Test
    void weightsThatAreNoNumbersAreRefusedByTheFirstActivationTheySpoil() {
        VitConfig config = SmallVit.config(new LowRank.Dense(), false, true);
        try (VitWeights weights = SmallVit.weights(config, "blocks.1.fc1.weight", Float.NaN)) {
            WorkbenchException e = assertThrows(
                    WorkbenchException.class,
                    () -> Calibration.observe(
                            config,
                            weights,
                            Subnet.uniform(3, 48, 3, 3.0),
                            SmallVit.pictures(32, 2, 1),
                            TaskContext.NONE));
            assertEquals("quant.activation", e.code());
            assertTrue(e.getMessage().contains("'blocks.1.fc1'"), e.getMessage());
        }
    }

    @Test
    void aRangeFarFromZeroIsCoveredAsWell() {
        for (float[] range : new float[][] {{40, 42}, {-42, -40}, {-1, 3}}) {
            Sample sample = new Sample(1, 0);
            sample.add(range, 0, 2, 0);
            Grid grid = Grid.covering(sample, 0.05, 0);
            assertEquals(Math.rint(grid.zero()[0]), grid.zero()[0]);
            for (float real = range[0]; real <= range[1]; real += 0.25f) {
                assertEquals(real, grid.real(0, grid.quantize(0, real)), grid.scale()[0]);
            }
        }
    }
}

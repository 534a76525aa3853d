package org.espalier.compress.quant;

import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;

/// How near an int8 network's activations are to the float network's, in decibels:
/// `10 log10(Σ x² / Σ (x − x')²)` over some pictures, x a float value and x' what the reference executor has
/// in its place, everything before it rounded too.
///
/// @param pictures how many there were
/// @param logits decibels of the last activation
/// @param worst the activation with the fewest
/// @param layers decibels by activation, in the order they are computed
public record SignalToNoise(int pictures, double logits, String worst, SequencedMap<String, Double> layers) {

    /// What is exact, and anything above, counts as this.
    public static final double MOST = 120;

    /// Runs both networks.
    ///
    /// @param pictures already at the network's size
    public static SignalToNoise measure(
            VitConfig config,
            VitWeights weights,
            Subnet subnet,
            QuantizedNetwork network,
            List<RgbImage> pictures,
            TaskContext context) {
        context.stage("Comparing float and int8 on " + pictures.size() + " pictures");
        SequencedMap<String, double[]> sums = new LinkedHashMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            context.checkCancelled();
            RgbImage picture = pictures.get(i);
            Map<String, float[]> exact = new HashMap<>();
            try (NDManager scope = weights.manager().newSubManager()) {
                VisionTransformer.forward(
                        config,
                        weights,
                        subnet,
                        Calibration.tensor(scope, config, List.of(picture)),
                        (name, value) -> exact.put(name, value.toFloatArray()));
            }
            Int8Executor.run(network, picture.rgb(), true)
                    .activations()
                    .forEach((name, bytes) -> add(
                            sums.computeIfAbsent(name, _ -> new double[2]),
                            Objects.requireNonNull(exact.get(ActivationName.ofFloat(name)), name),
                            network.activation(name).real(bytes)));
            context.progress(i + 1, pictures.size());
        }
        SequencedMap<String, Double> layers = new LinkedHashMap<>();
        String worst = "";
        double least = Double.POSITIVE_INFINITY;
        double last = MOST;
        for (Map.Entry<String, double[]> each : sums.entrySet()) {
            last = decibels(each.getValue());
            layers.put(each.getKey(), last);
            if (last < least) {
                least = last;
                worst = each.getKey();
            }
        }
        return new SignalToNoise(pictures.size(), last, worst, layers);
    }

    private static void add(double[] sum, float[] exact, float[] got) {
        for (int i = 0; i < got.length; i++) {
            double x = exact[i];
            double error = x - got[i];
            sum[0] += x * x;
            sum[1] += error * error;
        }
    }

    /// In hundredths.
    private static double decibels(double[] sum) {
        double value = sum[1] == 0 ? MOST : 10 * Math.log10(sum[0] / sum[1]);
        return Math.rint(100 * Math.clamp(value, -MOST, MOST)) / 100;
    }
}

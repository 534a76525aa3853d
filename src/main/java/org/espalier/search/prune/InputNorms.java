package org.espalier.search.prune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.Map;
import org.espalier.compress.prune.Matrix;
import org.espalier.model.llava.Decoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.task.TaskContext;

/// The size of every input of every layer in the dense model, and Wanda's scores from them.
///
/// @param norms by source layer: the root of each input's weighted sum of squares
record InputNorms(Map<String, double[]> norms) {

    static InputNorms of(LlavaModel model, Samples samples, Weighting weighting, TaskContext context) {
        Map<String, double[]> squares = new HashMap<>();
        Decoder decoder = model.decoder();
        var weights = weighting.weights(
                samples.batches().stream().map(Samples.Ready::rows).toList());
        for (Samples.Ready ready : samples.batches()) {
            context.checkCancelled();
            LayerInputs inputs = LayerInputs.of(ready.rows(), weights, 1);
            try (NDManager pass = model.newManager()) {
                NDArray embedded = Samples.embedded(pass, ready, model.weights().projector());
                decoder.forward(embedded, ready.frame(), null, (layer, input) -> {
                    if (LayerInputs.source(layer).equals(layer)) {
                        double[] sums = inputs.chosen(input)
                                .toType(DataType.FLOAT64, false)
                                .square()
                                .sum(new int[] {0})
                                .toDoubleArray();
                        squares.merge(layer, sums, InputNorms::plus);
                    }
                });
            }
        }
        squares.replaceAll(
                (_, sums) -> java.util.Arrays.stream(sums).map(Math::sqrt).toArray());
        return new InputNorms(squares);
    }

    private static double[] plus(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += b[i];
        }
        return a;
    }

    /// `|W_ij| ||x_j||` of every weight, by layer.
    Map<String, double[]> scores(DenseLayers dense) {
        Map<String, double[]> scores = new HashMap<>();
        dense.matrices().forEach((layer, matrix) -> scores.put(layer, scores(layer, matrix)));
        return scores;
    }

    private double[] scores(String layer, Matrix matrix) {
        double[] norm = norms.getOrDefault(LayerInputs.source(layer), new double[matrix.columns()]);
        double[] scores = new double[matrix.values().length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(matrix.values()[i]) * norm[i % matrix.columns()];
        }
        return scores;
    }

    /// The magnitudes of every weight, by layer.
    static Map<String, double[]> magnitudes(DenseLayers dense) {
        Map<String, double[]> scores = new HashMap<>();
        dense.matrices().forEach((layer, matrix) -> {
            double[] magnitude = new double[matrix.values().length];
            for (int i = 0; i < magnitude.length; i++) {
                magnitude[i] = Math.abs(matrix.values()[i]);
            }
            scores.put(layer, magnitude);
        });
        return scores;
    }
}

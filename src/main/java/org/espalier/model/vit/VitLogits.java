package org.espalier.model.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.espalier.task.TaskContext;

/// Logits of any number of pictures, a few at a time so that memory stays bounded.
public final class VitLogits {

    private static final int AT_ONCE = 16;

    private VitLogits() {}

    /// One row of logits for each picture.
    ///
    /// @throws org.espalier.task.WorkbenchException if the subnet is no slice of the supernet
    public static List<float[]> of(
            VitConfig config, VitWeights weights, Subnet subnet, VitInput input, TaskContext context) {
        int each = config.inChans() * config.imageSize() * config.imageSize();
        List<float[]> rows = new ArrayList<>();
        for (int from = 0; from < input.count(); from += AT_ONCE) {
            context.checkCancelled();
            int count = Math.min(AT_ONCE, input.count() - from);
            try (NDManager scope = weights.manager().newSubManager()) {
                float[] part = Arrays.copyOfRange(input.values(), from * each, (from + count) * each);
                NDArray images =
                        scope.create(part, new Shape(count, config.inChans(), config.imageSize(), config.imageSize()));
                float[] logits = VisionTransformer.forward(config, weights, subnet, images)
                        .toFloatArray();
                for (int i = 0; i < count; i++) {
                    rows.add(Arrays.copyOfRange(logits, i * config.numClasses(), (i + 1) * config.numClasses()));
                }
            }
            context.progress(rows.size(), input.count());
        }
        return rows;
    }

    /// The pictures whose largest logit is at their label.
    public static BitSet right(List<float[]> logits, int[] labels) {
        BitSet right = new BitSet(labels.length);
        for (int i = 0; i < labels.length; i++) {
            right.set(i, argMax(logits.get(i)) == labels[i]);
        }
        return right;
    }

    /// The share of pictures whose largest logit is at their label, in percent.
    public static double accuracy(List<float[]> logits, int[] labels) {
        return labels.length == 0 ? 0 : 100.0 * right(logits, labels).cardinality() / labels.length;
    }

    /// The mean probability of the label (softmax of the logits), in percent: finer than [#accuracy], which knows
    /// right and wrong only.
    public static double certainty(List<float[]> logits, int[] labels) {
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            float[] row = logits.get(i);
            double all = 0;
            for (float logit : row) {
                all += Math.exp(logit - row[labels[i]]);
            }
            sum += 1 / all;
        }
        return labels.length == 0 ? 0 : 100 * sum / labels.length;
    }

    /// The index of the largest value, the first of equals.
    public static int argMax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }
}

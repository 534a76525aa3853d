package org.espalier.model.vit.train;

import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.VitLogits;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;

/// Normalised pictures with their classes, and the accuracy of subnets on them.
///
/// @param labels class of each picture
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Evaluation(VitInput input, int[] labels) implements Serializable {

    /// Some of the pictures, evenly spaced; all if there are no more, or if `count` is 0.
    public Evaluation part(int count) {
        if (count == 0 || count >= labels.length) {
            return this;
        }
        int each = input.values().length / labels.length;
        float[] values = new float[count * each];
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * labels.length / count);
            System.arraycopy(input.values(), from * each, values, i * each, each);
            chosen[i] = labels[from];
        }
        return new Evaluation(new VitInput(count, values), chosen);
    }

    /// Two scores of the same answers, in percent.
    ///
    /// @param accuracy the share of pictures whose class is right
    /// @param certainty the mean probability given to the right class
    public record Scores(double accuracy, double certainty) {}

    /// How well a subnet answers.
    public Scores scores(VitConfig config, VitWeights weights, Subnet subnet, TaskContext context) {
        List<float[]> logits = VitLogits.of(config, weights, subnet, input, context);
        return new Scores(VitLogits.accuracy(logits, labels), VitLogits.certainty(logits, labels));
    }

    /// The pictures whose class is right, by their number.
    public BitSet right(VitConfig config, VitWeights weights, Subnet subnet, TaskContext context) {
        return VitLogits.right(VitLogits.of(config, weights, subnet, input, context), labels);
    }

    /// The share of pictures whose class is right, in percent.
    public double accuracy(VitConfig config, VitWeights weights, Subnet subnet, TaskContext context) {
        return VitLogits.accuracy(VitLogits.of(config, weights, subnet, input, context), labels);
    }
}

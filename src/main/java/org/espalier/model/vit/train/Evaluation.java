package org.espalier.model.vit.train;

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
public record Evaluation(VitInput input, int[] labels) {

    /// The share of pictures whose class is right, in percent.
    public double accuracy(VitConfig config, VitWeights weights, Subnet subnet, TaskContext context) {
        return VitLogits.accuracy(VitLogits.of(config, weights, subnet, input, context), labels);
    }
}

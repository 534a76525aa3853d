package org.espalier.compress.quant;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.format.dataset.ImageFolder;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitInput;
import org.espalier.model.vit.VitLogits;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Parts;

/// How well a float network and its int8 form do on the same test pictures.
///
/// @param pictures how many there are
/// @param floatAccuracy percent
/// @param int8Accuracy percent
/// @param agreement percent on which both name the same class
public record QuantizationScore(int pictures, double floatAccuracy, double int8Accuracy, double agreement) {

    private static final int BATCH = 32;

    /// Runs both on the test part of a data set.
    ///
    /// @throws WorkbenchException if it has no test pictures, or other classes than the network
    public static QuantizationScore measure(
            VitConfig config,
            VitWeights weights,
            Subnet subnet,
            QuantizedNetwork network,
            ImageFolder data,
            TaskContext context) {
        List<ImageFolder.Item> items = data.items(Split.TEST);
        if (items.isEmpty() || data.classes().size() != config.numClasses()) {
            throw WorkbenchException.input(
                    "quant.data",
                    "--data has " + items.size() + " test pictures of "
                            + data.classes().size() + " classes, the network knows " + config.numClasses(),
                    "Give the data set the network was trained on.");
        }
        context.stage("Testing float and int8 on " + items.size() + " pictures");
        int floatRight = 0;
        int intRight = 0;
        int same = 0;
        for (int at = 0; at < items.size(); at += BATCH) {
            context.checkCancelled();
            List<ImageFolder.Item> batch = items.subList(at, Math.min(items.size(), at + BATCH));
            List<RgbImage> pictures = new ArrayList<>();
            for (ImageFolder.Item item : batch) {
                pictures.add(VitInput.preprocessor(config).shape(data.read(item)));
            }
            int[] real = classes(config, weights, subnet, pictures);
            int[] integer = new int[batch.size()];
            Parts.of(integer.length, 1, (i, _) -> {
                integer[i] = Int8Executor.run(network, pictures.get(i).rgb()).winner();
            });
            for (int i = 0; i < integer.length; i++) {
                int label = batch.get(i).label();
                floatRight += real[i] == label ? 1 : 0;
                intRight += integer[i] == label ? 1 : 0;
                same += integer[i] == real[i] ? 1 : 0;
            }
            context.progress(at + batch.size(), items.size());
        }
        double share = 100.0 / items.size();
        return new QuantizationScore(items.size(), floatRight * share, intRight * share, same * share);
    }

    private static int[] classes(VitConfig config, VitWeights weights, Subnet subnet, List<RgbImage> pictures) {
        try (NDManager scope = weights.manager().newSubManager()) {
            float[] logits = VisionTransformer.forward(
                            config, weights, subnet, Calibration.tensor(scope, config, pictures))
                    .toFloatArray();
            int each = config.numClasses();
            return IntStream.range(0, pictures.size())
                    .map(i -> VitLogits.argMax(Arrays.copyOfRange(logits, i * each, (i + 1) * each)))
                    .toArray();
        }
    }
}

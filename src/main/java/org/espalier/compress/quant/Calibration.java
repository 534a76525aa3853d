package org.espalier.compress.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.image.RgbImage;
import org.espalier.model.vit.ActivationObserver;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// What a float network's activations look like on calibration pictures: a [Sample] for each, by the names of
/// [ActivationObserver].
public final class Calibration implements ActivationObserver {

    /// The patches as the embedding reads them, a row each: (dy, dx, channel), normalised.
    static final String PATCHES = "patches";

    private static final int ROWS_KEPT = 2048;
    private static final int LEAST_OF_A_PICTURE = 2;
    private static final int BATCH = 8;

    private final int pictures;
    /// In the order they are computed.
    private final Map<String, Sample> samples = new LinkedHashMap<>();

    private Calibration(int pictures) {
        this.pictures = pictures;
    }

    /// Runs the float network.
    ///
    /// @param pictures already at the network's size
    /// @throws WorkbenchException if an activation is infinite or no number
    public static Calibration observe(
            VitConfig config, VitWeights weights, Subnet subnet, List<RgbImage> pictures, TaskContext context) {
        var calibration = new Calibration(pictures.size());
        context.stage("Calibrating on " + pictures.size() + " pictures");
        for (int at = 0; at < pictures.size(); at += BATCH) {
            context.checkCancelled();
            List<RgbImage> batch = pictures.subList(at, Math.min(pictures.size(), at + BATCH));
            try (NDManager scope = weights.manager().newSubManager()) {
                NDArray logits =
                        VisionTransformer.forward(config, weights, subnet, tensor(scope, config, batch), calibration);
                logits.close();
            }
            batch.forEach(picture -> calibration.patches(config, picture));
            context.progress(at + batch.size(), pictures.size());
        }
        calibration.samples.forEach(Calibration::check);
        return calibration;
    }

    private static void check(String name, Sample sample) {
        for (int c = 0; c < sample.columns(); c++) {
            if (!Float.isFinite(sample.low(c)) || !Float.isFinite(sample.high(c))) {
                throw WorkbenchException.input(
                        "quant.activation",
                        "the float network's activation '" + name + "' is infinite or no number",
                        "The checkpoint is broken: download or train it again.");
            }
        }
    }

    private void patches(VitConfig config, RgbImage picture) {
        int size = config.imageSize();
        int edge = config.patchSize();
        int side = config.patches().side();
        int padding = config.patches().padding();
        int columns = InputSpec.CHANNELS * edge * edge;
        float[] rows = new float[side * side * columns];
        for (int at = 0; at < rows.length; at++) {
            int patch = at / columns;
            int pixel = at % columns / InputSpec.CHANNELS;
            int c = at % InputSpec.CHANNELS;
            int y = patch / side * edge + pixel / edge - padding;
            int x = patch % side * edge + pixel % edge - padding;
            if (y >= 0 && y < size && x >= 0 && x < size) {
                int value = picture.rgb()[(y * size + x) * InputSpec.CHANNELS + c] & 0xFF;
                rows[at] = (value / 255f - config.imageMean().get(c))
                        / config.imageStd().get(c);
            }
        }
        keep(PATCHES, rows, side * side, columns, 1);
    }

    /// Pictures as the float network takes them: `(x / 255 − mean) / std`, (batch, 3, size, size).
    static NDArray tensor(NDManager scope, VitConfig config, List<RgbImage> pictures) {
        int area = config.imageSize() * config.imageSize();
        float[] values = new float[pictures.size() * InputSpec.CHANNELS * area];
        int at = 0;
        for (RgbImage picture : pictures) {
            for (int c = 0; c < InputSpec.CHANNELS; c++) {
                float mean = config.imageMean().get(c);
                float std = config.imageStd().get(c);
                for (int i = 0; i < area; i++) {
                    values[at++] = ((picture.rgb()[i * InputSpec.CHANNELS + c] & 0xFF) / 255f - mean) / std;
                }
            }
        }
        return scope.create(
                values, new Shape(pictures.size(), InputSpec.CHANNELS, config.imageSize(), config.imageSize()));
    }

    /// The activation of that name.
    Sample of(String name) {
        Sample sample = samples.get(name);
        if (sample == null) {
            throw new IllegalArgumentException("the network has no activation '" + name + "'");
        }
        return sample;
    }

    @Override
    public void see(String name, NDArray value) {
        if (name.equals("input") || name.endsWith("probabilities")) {
            return;
        }
        long[] shape = value.getShape().getShape();
        int batch = (int) shape[0];
        if (name.endsWith("scores")) {
            // A constant along a row changes nothing after softmax: what counts is the distance from its mean.
            NDArray centred = value.sub(value.mean(new int[] {3}, true));
            float[] reach = centred.abs()
                    .reshape(batch, shape[1], -1)
                    .max(new int[] {2})
                    .max(new int[] {0})
                    .toFloatArray();
            samples.computeIfAbsent(name, _ -> new Sample(reach.length, 0)).widen(reach);
            return;
        }
        int columns = (int) shape[shape.length - 1];
        int rows = shape.length == 3 ? (int) shape[1] : 1;
        keep(name, value.toFloatArray(), rows, columns, batch);
    }

    private void keep(String name, float[] all, int rows, int columns, int batch) {
        int kept = Math.min(rows, Math.max(LEAST_OF_A_PICTURE, ROWS_KEPT / Math.max(1, pictures)));
        // Of very many pictures only some: what is kept does not grow with their number.
        int every = Math.ceilDiv(pictures * LEAST_OF_A_PICTURE, ROWS_KEPT);
        int keepers = Math.ceilDiv(pictures, every);
        Sample sample = samples.computeIfAbsent(name, _ -> new Sample(columns, kept * keepers));
        for (int b = 0; b < batch; b++) {
            sample.add(all, b * rows, rows, sample.added() % every == 0 ? kept : 0);
        }
    }
}

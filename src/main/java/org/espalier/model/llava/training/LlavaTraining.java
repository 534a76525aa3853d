package org.espalier.model.llava.training;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.model.llava.Activation;
import org.espalier.model.llava.LlavaConfig;
import org.espalier.model.llava.LlavaWeights;
import org.espalier.model.llava.Rope;
import org.espalier.model.llava.TextConfig;
import org.espalier.model.llava.VisionConfig;
import org.espalier.task.TaskContext;

/// Trains the sample model on easy-VQA: the tower first, then the whole.
///
/// Trained jointly from scratch the model learns colours and answers every question about shapes by chance; a tower
/// that has seen shapes first takes the rest with it.
public final class LlavaTraining {

    /// What training leaves.
    ///
    /// @param config the model's shape
    /// @param words its vocabulary
    /// @param tensors trained weights by canonical name
    /// @param curve one point per pass
    public record Trained(
            LlavaConfig config, Vocabulary words, SequencedMap<String, FloatTensor> tensors, List<CurvePoint> curve) {}

    /// Values with their shape, row-major.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record FloatTensor(long[] shape, float[] values) {}

    private LlavaTraining() {}

    /// The sample's shape: 64 x 64 pixels in 64 patches; 4 blocks of width 128 before 4 blocks of width 160.
    static LlavaConfig sampleConfig(int vocabulary) {
        VisionConfig vision = new VisionConfig(128, 512, 4, 4, 64, 8, 3, Activation.QUICK_GELU, 1e-5f);
        TextConfig text = new TextConfig(
                160,
                432,
                4,
                5,
                5,
                32,
                vocabulary,
                256,
                Activation.SILU,
                1e-5f,
                new Rope(10000, new Rope.Plain()),
                false);
        return new LlavaConfig(vision, text, List.of(-1), false, Activation.GELU, true, Vocabulary.IMAGE);
    }

    /// Trains on the training split only; part of it is held out to draw the curve.
    ///
    /// @throws org.espalier.task.WorkbenchException if the data set is not easy-VQA
    public static Trained train(EasyVqa data, TrainingOptions options, TrainingStore store, TaskContext context) {
        context.stage("Reading easy-VQA");
        List<Scene> scenes = new ArrayList<>(
                Scene.read(data, Split.TRAIN, sampleConfig(0).vision().image(), context));
        Vocabulary words = Vocabulary.of(texts(scenes));
        Collections.shuffle(scenes, new Random(options.seed()));
        if (options.pictures() > 0 && options.pictures() < scenes.size()) {
            scenes = scenes.subList(0, options.pictures());
        }
        int heldOutCount = Math.min(options.heldOut(), scenes.size() / 2);
        List<Scene> heldOut = scenes.subList(0, heldOutCount);
        List<Scene> training = scenes.subList(heldOutCount, scenes.size());
        LlavaConfig config = sampleConfig(words.size());
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            FreshWeights fresh = new FreshWeights(manager, options.seed());
            LlavaWeights model = LlavaWeights.from(fresh, config);
            TowerStage first = new TowerStage(fresh, model.tower());
            Progress progress = new Progress(fresh, options, store);
            if (!progress.past("tower")) {
                first.train(
                        manager,
                        fresh.startingWith("vision_tower.", "stage_one."),
                        training,
                        heldOut,
                        options,
                        progress,
                        context);
            }
            WholeStage second = new WholeStage(model, words);
            second.train(
                    manager,
                    fresh.startingWith("vision_tower."),
                    fresh.startingWith("multi_modal_projector.", "language_model.", "lm_head."),
                    training,
                    heldOut,
                    options,
                    progress,
                    context);
            return new Trained(config, words, copied(fresh), progress.curve());
        }
    }

    private static List<String> texts(List<Scene> scenes) {
        List<String> texts = new ArrayList<>();
        texts.add(Dialogue.PROMPT.formatted("").replace("<image>", ""));
        for (Scene scene : scenes) {
            scene.questions().forEach(question -> {
                texts.add(question.text());
                texts.add(question.answer());
            });
        }
        return texts;
    }

    private static SequencedMap<String, FloatTensor> copied(FreshWeights fresh) {
        SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
        fresh.made().forEach((name, array) -> {
            if (!name.startsWith("stage_one.")) {
                tensors.put(name, new FloatTensor(array.getShape().getShape(), array.toFloatArray()));
            }
        });
        return tensors;
    }
}

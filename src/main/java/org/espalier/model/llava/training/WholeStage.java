package org.espalier.model.llava.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.LlavaWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.jspecify.annotations.Nullable;

/// Stage two: the whole model learns to answer, the tower more slowly than the rest.
final class WholeStage {

    private final LlavaWeights model;
    private final Vocabulary words;

    WholeStage(LlavaWeights model, Vocabulary words) {
        this.model = model;
        this.words = words;
    }

    /// Logits where answers are predicted, and what the answers are.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Predicted(NDArray logits, int[] answers) {}

    private Predicted forward(NDManager manager, List<Scene> scenes, @Nullable Random random) {
        Packed packed = Packed.of(manager, model.config(), words, scenes);
        NDArray pictures =
                model.pictures(Pixels.of(manager, model.config().vision(), scenes, random), LinearObserver.NONE);
        NDArray text = model.decoder().embed(packed.tokens(manager));
        int after = packed.before() + model.config().tokensPerPicture();
        NDArray embedded = NDArrays.concat(
                new NDList(text.get(":, :" + packed.before()), pictures, text.get(":, " + after + ":")), 1);
        NDArray states = model.decoder().forward(embedded, packed.frame(), null, LinearObserver.NONE);
        NDArray rows = states.reshape(-1, model.config().text().hidden());
        NDArray chosen = Embedding.embedding(manager.create(packed.targets()), rows, SparseFormat.DENSE)
                .head();
        return new Predicted(model.decoder().logits(chosen), packed.answers());
    }

    void train(
            NDManager manager,
            List<NDArray> tower,
            List<NDArray> rest,
            List<Scene> training,
            List<Scene> heldOut,
            TrainingOptions options,
            Progress progress,
            TaskContext context) {
        int perPass = Math.ceilDiv(training.size(), options.batch());
        int steps = perPass * options.passes();
        Schedule schedule = new Schedule(options.learningRate(), Math.min(steps / 10 + 1, 60), steps);
        AdamW optimiser = new AdamW(0.05f, 1);
        optimiser.add(manager, tower, options.towerRate());
        optimiser.add(manager, rest, 1);
        ReplayableRandom random = new ReplayableRandom(options.seed() * 31 + 2);
        int done = progress.resume("whole", optimiser, random, perPass);
        context.stage("Training the whole model");
        int step = done * perPass;
        for (int pass = done + 1; pass <= options.passes(); pass++) {
            double sum = 0;
            for (List<Scene> batch : Batches.shuffled(training, options.batch(), random)) {
                context.checkCancelled();
                double loss = step(manager, batch, random);
                sum += loss / perPass;
                optimiser.update(schedule.at(step));
                context.progress(++step, steps);
                if (step % 25 == 0) {
                    context.emit(TaskEvent.log("step " + step + " of " + steps + ", loss " + loss));
                }
            }
            CurvePoint point = measure(manager, heldOut, pass, sum, options);
            progress.done(point, optimiser, random);
            report(context, point);
        }
    }

    private double step(NDManager parent, List<Scene> batch, Random random) {
        try (NDManager manager = parent.newSubManager();
                GradientCollector collector =
                        Engine.getEngine(parent.getEngine().getEngineName()).newGradientCollector()) {
            Predicted predicted = forward(manager, batch, random);
            NDArray loss = Losses.crossEntropy(manager, predicted.logits(), predicted.answers());
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private CurvePoint measure(NDManager parent, List<Scene> heldOut, int pass, double loss, TrainingOptions options) {
        int hits = 0;
        int asked = 0;
        for (List<Scene> batch : Batches.inOrder(heldOut, options.batch())) {
            try (NDManager manager = parent.newSubManager()) {
                Predicted predicted = forward(manager, batch, null);
                int[] labels = predicted.answers().clone();
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = labels[i] == Vocabulary.END ? -1 : labels[i];
                    asked += labels[i] >= 0 ? 1 : 0;
                }
                hits += Losses.hits(predicted.logits(), labels);
            }
        }
        double accuracy = TowerStage.percent(hits, asked);
        return new CurvePoint("whole", pass, loss, accuracy, accuracy);
    }

    static void report(TaskContext context, CurvePoint point) {
        context.emit(TaskEvent.log(String.format(
                Locale.ROOT,
                "%s pass %d: loss %.4f, held out %.2f %% and %.2f %%",
                point.stage(),
                point.pass(),
                point.loss(),
                point.accuracy(),
                point.colourAccuracy())));
    }
}

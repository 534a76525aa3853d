package org.espalier.model.llava.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Random;
import org.espalier.model.llava.LinearObserver;
import org.espalier.model.llava.VisionTower;
import org.espalier.task.TaskContext;

/// Stage one: the tower alone learns the shape and the colour that the training questions name.
///
/// Two linear heads read the mean of the patch tokens behind the post layer norm; they are dropped afterwards.
final class TowerStage {

    private final VisionTower tower;
    private final NDArray normWeight;
    private final NDArray normBias;
    private final NDArray shapeHead;
    private final NDArray colourHead;

    TowerStage(FreshWeights fresh, VisionTower tower) {
        int width = tower.config().hidden();
        this.tower = tower;
        this.normWeight = fresh.required("vision_tower.post_layernorm.weight", width);
        this.normBias = fresh.required("vision_tower.post_layernorm.bias", width);
        this.shapeHead = fresh.required("stage_one.shape.weight", Scene.SHAPES.size(), width);
        this.colourHead = fresh.required("stage_one.colour.weight", Scene.COLOURS.size(), width);
    }

    /// Logits of shape and colour.
    private record Seen(NDArray shape, NDArray colour) {}

    private Seen forward(NDArray pixels) {
        NDArray patches = tower.forward(pixels, LinearObserver.NONE).getLast().get(":, 1:");
        NDArray mean = patches.mean(new int[] {1});
        Shape width = new Shape(tower.config().hidden());
        NDArray normed = LayerNorm.layerNorm(
                        mean, width, normWeight, normBias, tower.config().epsilon())
                .head();
        return new Seen(
                normed.getNDArrayInternal().linear(normed, shapeHead, null).head(),
                normed.getNDArrayInternal().linear(normed, colourHead, null).head());
    }

    void train(
            NDManager manager,
            List<NDArray> weights,
            List<Scene> training,
            List<Scene> heldOut,
            TrainingOptions options,
            Progress progress,
            TaskContext context) {
        int perPass = Math.ceilDiv(training.size(), options.towerBatch());
        int steps = perPass * options.towerPasses();
        Schedule schedule = new Schedule(options.learningRate(), Math.min(steps / 10 + 1, 150), steps);
        AdamW optimiser = new AdamW(0.05f, 1);
        optimiser.add(manager, weights, 1);
        ReplayableRandom random = new ReplayableRandom(options.seed() * 31 + 1);
        int done = progress.resume("tower", optimiser, random, perPass);
        context.stage("Training the vision tower");
        int step = done * perPass;
        for (int pass = done + 1; pass <= options.towerPasses(); pass++) {
            double sum = 0;
            for (List<Scene> batch : Batches.shuffled(training, options.towerBatch(), random)) {
                context.checkCancelled();
                sum += step(manager, batch, random) / perPass;
                optimiser.update(schedule.at(step));
                context.progress(++step, steps);
            }
            CurvePoint point = measure(manager, heldOut, pass, sum, options);
            progress.done(point, optimiser, random);
            WholeStage.report(context, point);
        }
    }

    private double step(NDManager parent, List<Scene> batch, Random random) {
        try (NDManager manager = parent.newSubManager();
                GradientCollector collector =
                        Engine.getEngine(parent.getEngine().getEngineName()).newGradientCollector()) {
            Seen seen = forward(Pixels.of(manager, tower.config(), batch, random));
            NDArray loss = Losses.crossEntropy(manager, seen.shape(), shapes(batch))
                    .add(Losses.crossEntropy(manager, seen.colour(), colours(batch)));
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private CurvePoint measure(NDManager parent, List<Scene> heldOut, int pass, double loss, TrainingOptions options) {
        int shapes = 0;
        int colours = 0;
        int shapesNamed = 0;
        int coloursNamed = 0;
        for (List<Scene> batch : Batches.inOrder(heldOut, options.towerBatch())) {
            try (NDManager manager = parent.newSubManager()) {
                Seen seen = forward(Pixels.of(manager, tower.config(), batch, null));
                shapes += Losses.hits(seen.shape(), shapes(batch));
                colours += Losses.hits(seen.colour(), colours(batch));
                shapesNamed += named(shapes(batch));
                coloursNamed += named(colours(batch));
            }
        }
        return new CurvePoint("tower", pass, loss, percent(shapes, shapesNamed), percent(colours, coloursNamed));
    }

    private static int[] shapes(List<Scene> batch) {
        return batch.stream().mapToInt(Scene::shape).toArray();
    }

    private static int[] colours(List<Scene> batch) {
        return batch.stream().mapToInt(Scene::colour).toArray();
    }

    private static int named(int[] labels) {
        return (int) java.util.Arrays.stream(labels).filter(l -> l >= 0).count();
    }

    static double percent(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}

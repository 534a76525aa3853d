package org.espalier.model.vit.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.espalier.model.vit.DropPath;
import org.espalier.model.vit.LowRankStart;
import org.espalier.model.vit.Rounding;
import org.espalier.model.vit.Subnet;
import org.espalier.model.vit.VisionTransformer;
import org.espalier.model.vit.VitCheckpoint;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A supernet on its way: weights, their average, the optimiser's state and how many steps are done.
///
/// Its whole state is [#state()] and [#epoch()]; a training restored from both goes on exactly as if never stopped.
public final class SupernetTraining implements AutoCloseable {

    private final VitConfig config;
    private final Recipe recipe;
    private final Photos photos;
    private final TrainedNets nets;
    private final Regularisation regularisation;
    private final VitWeights weights;
    private final VitWeights average;
    private final Optimizer optimizer;
    private final List<Epoch> curve = new ArrayList<>();
    private Rounding rounding = Rounding.NONE;

    /// One point of the curve.
    ///
    /// @param epoch passes done
    /// @param loss mean loss of each step's first net, usually the largest, on augmented, mixed pictures
    /// @param validation accuracy of the averaged largest net on the validation split, percent; null if
    ///     not measured
    public record Epoch(int epoch, double loss, @Nullable Double validation) {}

    /// What happens after an epoch: measuring, saving.
    @FunctionalInterface
    public interface EpochEnd {
        /// The accuracy to put on the curve, or null.
        @Nullable
        Double measure(SupernetTraining training);
    }

    /// Starts from random weights.
    public static SupernetTraining fresh(
            VitConfig config, Recipe recipe, Photos photos, TrainedNets nets, Regularisation regularisation) {
        VitWeights.Source initial =
                WhiteningFilters.of(config, photos, recipe.seed()).over(new InitialWeights(config, recipe.seed()));
        return new SupernetTraining(config, recipe, photos, initial, nets, regularisation);
    }

    /// Starts from another supernet, dense layers factorised where this one has factors ([LowRankStart]).
    ///
    /// @throws WorkbenchException if the two do not match
    public static SupernetTraining from(
            VitCheckpoint origin,
            VitConfig config,
            Recipe recipe,
            Photos photos,
            TrainedNets nets,
            Regularisation regularisation) {
        VitWeights.Source fresh =
                WhiteningFilters.of(config, photos, recipe.seed()).over(new InitialWeights(config, recipe.seed()));
        Map<String, float[]> values = new HashMap<>();
        LowRankStart start = new LowRankStart(config, origin.config(), origin.weights(), fresh);
        VitWeights.shapes(config).forEach((name, shape) -> values.put(name, start.values(name, shape)));
        return new SupernetTraining(
                config,
                recipe,
                photos,
                (name, shape) -> java.util.Objects.requireNonNull(values.get(name)),
                nets,
                regularisation);
    }

    /// Starts from given weights.
    public SupernetTraining(
            VitConfig config,
            Recipe recipe,
            Photos photos,
            VitWeights.Source initial,
            TrainedNets nets,
            Regularisation regularisation) {
        this.config = config;
        this.recipe = recipe;
        this.photos = photos;
        this.nets = nets;
        this.regularisation = regularisation;
        this.weights = VitWeights.of(config, initial);
        this.average = VitWeights.of(config, initial);
        this.optimizer = new Optimizer(recipe, weights, average);
    }

    /// What the nets' numbers are rounded to from the next step on; nothing at first.
    public void round(Rounding grids) {
        rounding = grids;
    }

    /// The averaged weights, the result.
    public VitWeights average() {
        return average;
    }

    /// Passes done.
    public int epoch() {
        return curve.size();
    }

    /// The curve so far.
    public List<Epoch> curve() {
        return List.copyOf(curve);
    }

    /// Every tensor of the state by name: `weight.`, `average.`, `mean.` and `variance.` + the state-dict name.
    public SequencedMap<String, NDArray> state() {
        SequencedMap<String, NDArray> state = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> state.put("weight." + name, tensor));
        average.tensors().forEach((name, tensor) -> state.put("average." + name, tensor));
        optimizer.means().forEach((name, tensor) -> state.put("mean." + name, tensor));
        optimizer.variances().forEach((name, tensor) -> state.put("variance." + name, tensor));
        return state;
    }

    /// Goes back to a saved point.
    public void restore(List<Epoch> saved, VitWeights.Source values) {
        curve.clear();
        curve.addAll(saved);
        state().forEach((name, tensor) -> {
            try (NDManager scope = average.manager().newSubManager();
                    NDArray target = tensor.stopGradient()) {
                NDArray value =
                        scope.create(values.values(name, tensor.getShape().getShape()), tensor.getShape());
                target.set(new NDIndex().addEllipseDim(), value);
            }
        });
    }

    /// Trains until the recipe's last epoch.
    ///
    /// @throws WorkbenchException if the loss is no longer a number
    public void run(EpochEnd end, TaskContext context) {
        int stepsPerEpoch = BatchFeed.stepsPerEpoch(photos, recipe);
        long total = (long) recipe.epochs() * stepsPerEpoch;
        long first = (long) epoch() * stepsPerEpoch;
        context.stage("Training " + recipe.epochs() + " epochs of " + stepsPerEpoch + " steps");
        try (BatchFeed feed = new BatchFeed(photos, recipe, config, regularisation, first)) {
            while (epoch() < recipe.epochs()) {
                long begin = System.nanoTime();
                double loss = 0;
                for (int i = 0; i < stepsPerEpoch; i++) {
                    context.checkCancelled();
                    long step = (long) epoch() * stepsPerEpoch + i;
                    loss += step(step, stepsPerEpoch, feed.next()) / stepsPerEpoch;
                    context.progress(step + 1, total);
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                curve.add(new Epoch(epoch() + 1, loss, null));
                Double validation = end.measure(this);
                curve.set(epoch() - 1, new Epoch(epoch(), loss, validation));
                context.emit(event(loss, validation, seconds, stepsPerEpoch));
            }
        }
    }

    private TaskEvent event(double loss, @Nullable Double validation, double seconds, int stepsPerEpoch) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("epoch", epoch());
        fields.put("loss", loss);
        if (validation != null) {
            fields.put("validation", validation);
        }
        fields.put("picturesPerSecond", stepsPerEpoch * recipe.batch() / seconds);
        fields.put("secondsLeft", seconds * (recipe.epochs() - epoch()));
        return new TaskEvent("epoch", fields);
    }

    /// One step; returns the first net's loss.
    private double step(long step, int stepsPerEpoch, BatchFeed.Batch batch) {
        float loss;
        try (NDManager scope = weights.manager().newSubManager();
                GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray images = scope.create(
                    batch.images(),
                    new Shape(recipe.batch(), config.inChans(), config.imageSize(), config.imageSize()));
            NDArray targets = scope.create(batch.targets(), new Shape(recipe.batch(), config.numClasses()));
            NDArray kept = keptTokens(scope, step, stepsPerEpoch);
            List<Subnet> chosen = nets.of(config, recipe, step);
            DropPath dropPath = dropPath(step);
            NDArray first = forward(chosen.getFirst(), images, kept, dropPath);
            NDArray all = crossEntropy(first, targets);
            loss = all.getFloat();
            if (chosen.size() > 1) {
                NDArray taught = taught(first, targets);
                for (Subnet subnet : chosen.subList(1, chosen.size())) {
                    all = all.add(crossEntropy(forward(subnet, images, kept, dropPath), taught));
                }
            }
            tape.backward(all);
        }
        if (!Float.isFinite(loss)) {
            throw WorkbenchException.infeasible(
                    "train.diverged",
                    "the loss is no longer a number at step " + step,
                    "Lower the learning rate, or train with another seed.");
        }
        optimizer.update(step, recipe.rate(step, stepsPerEpoch));
        return loss;
    }

    /// What the nets after the first learn from: its answer, and the labels.
    private NDArray taught(NDArray first, NDArray targets) {
        NDArray answer = first.softmax(-1).stopGradient();
        float share = nets.labelShare();
        if (share == 0.5f) {
            return answer.add(targets).mul(0.5f);
        }
        return share == 0 ? answer : answer.mul(1 - share).add(targets.mul(share));
    }

    private @Nullable DropPath dropPath(long step) {
        return regularisation.dropPath() > 0
                ? new DropPath(regularisation.dropPath(), new SplittableRandom(recipe.seed() * 211 + step))
                : null;
    }

    private NDArray forward(Subnet subnet, NDArray images, @Nullable NDArray kept, @Nullable DropPath dropPath) {
        return VisionTransformer.forwardTraining(config, weights, subnet, images, kept, dropPath, rounding);
    }

    /// The tokens this step uses: a random share of them, all in the last epochs.
    private @Nullable NDArray keptTokens(NDManager scope, long step, int stepsPerEpoch) {
        int patches = config.patches().count();
        int count = (int) Math.round(patches * recipe.tokensKept());
        if (count >= patches || config.relativePosition() || step >= (long) recipe.wholeFrom() * stepsPerEpoch) {
            return null;
        }
        SplittableRandom random = new SplittableRandom(recipe.seed() * 131 + step);
        long[] order = new long[patches];
        for (int i = 0; i < patches; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i + 1L;
        }
        long[] kept = new long[count + 1];
        System.arraycopy(order, 0, kept, 1, count);
        java.util.Arrays.sort(kept);
        return scope.create(kept);
    }

    private NDArray crossEntropy(NDArray logits, NDArray targets) {
        // No mul(Number) here: its buffer may be collected before the backward pass reads it.
        return logits.logSoftmax(-1).mul(targets).sum(new int[] {1}).mean().neg();
    }

    @Override
    public void close() {
        weights.close();
        average.close();
    }
}

package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.espalier.model.Component;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.NativeMemory;

/// Prunes layers of a checkpoint in the order in which data meets them: tower, projector, decoder, block by
/// block. What a job has already done is not done again.
///
/// The new bytes stay valid until the job is closed.
public final class CheckpointPruner {

    private static final long LARGE = 1 << 23;

    private final Method method;
    private final SequencedMap<PrunableLayer, Double> ratios;
    private final List<LayerGroup> groups;
    private final PruneJob job;
    private final TaskContext context;
    private final List<PrunedLayer> pruned = new ArrayList<>();
    private final long start = System.nanoTime();
    private long weightsDone;

    /// Prepares to prune.
    ///
    /// @param ratios each layer's share, 0 to keep it, in the order of [PrunableLayer#of]
    /// @param job where new weights are kept and progress is noted
    /// @throws WorkbenchException if a layer cannot be pruned so
    public CheckpointPruner(
            Method method, SequencedMap<PrunableLayer, Double> ratios, PruneJob job, TaskContext context) {
        ratios.forEach(method::check);
        this.method = method;
        this.ratios = ratios;
        this.groups = LayerGroup.of(ratios.keySet());
        this.context = context;
        this.job = job;
        Map<String, PrunableLayer> byName = new HashMap<>();
        ratios.keySet().forEach(layer -> byName.put(layer.name(), layer));
        job.done()
                .sequencedValues()
                .forEach(entries -> entries.forEach(entry -> {
                    PrunableLayer layer = byName.get(entry.name());
                    if (layer != null) {
                        pruned.add(layer(layer, entry));
                    }
                }));
    }

    /// Prunes by the weights alone.
    public List<PrunedLayer> prune() {
        for (LayerGroup group : groups) {
            if (due(group)) {
                begin(group);
                prune(group, method.criterion(), _ -> InputStatistics.none(), (_, _) -> {}, () -> {});
            }
        }
        return List.copyOf(pruned);
    }

    /// Prunes by what a model does with prompts. Each block is run with all before it already pruned, the
    /// inputs of its layers are recorded in one pass, its layers are pruned, and it is run again for the next
    /// block's inputs.
    ///
    /// @param model the checkpoint's, which is changed as it is pruned
    /// @param prompts without padding; tower and projector need some with pictures
    /// @param weights what each token of the decoder counts
    /// @param sequential whether a block is run anew for each set of layers with the same inputs, so that each sees
    ///     what is pruned before it in its own block too (`true_sequential` of the published code)
    public List<PrunedLayer> prune(
            StreamedModel model, List<Prompt> prompts, TokenWeights weights, boolean sequential) {
        new Calibration(this, model, prompts, weights, sequential, job, context).run(groups);
        return List.copyOf(pruned);
    }

    /// Whether something is asked of a layer of the group that is not done yet.
    boolean due(LayerGroup group) {
        return asked(group) && !job.done().containsKey(group.name());
    }

    /// Whether something is asked of a layer of the group.
    boolean asked(LayerGroup group) {
        return group.layers().stream().anyMatch(layer -> asked(layer) > 0);
    }

    private double asked(PrunableLayer layer) {
        return ratios.getOrDefault(layer, 0.0);
    }

    /// Says which group's turn it is, and how long the rest will take as far as that can be told.
    void begin(LayerGroup group) {
        String left = "";
        if (weightsDone > 0) {
            long due = groups.stream()
                    .filter(this::due)
                    .flatMap(g -> g.layers().stream())
                    .filter(layer -> asked(layer) > 0)
                    .mapToLong(PrunableLayer::weights)
                    .sum();
            double seconds = (System.nanoTime() - start) / 1e9 * due / weightsDone;
            left = seconds < 60 ? "" : String.format(Locale.ROOT, ", about %.0f min left", Math.ceil(seconds / 60));
        }
        context.stage(group.stage(blocks(group.component())) + left);
    }

    /// What must be known of a layer's inputs.
    Criterion.Needs needs() {
        return method.criterion().needs();
    }

    /// The new weights of the layers of a group that is done, as the checkpoint's type holds them.
    void restore(LayerGroup group, BiConsumer<String, float[]> setter) {
        for (PrunedLayer layer : pruned) {
            if (group.layers().contains(layer.layer())) {
                setter.accept(layer.layer().name(), layer.data().values());
            }
        }
    }

    /// Prunes a group's layers as its inputs say.
    ///
    /// @param done told of each layer's new weights as they are stored
    /// @param before called before the group counts as done
    void prune(
            LayerGroup group,
            Function<PrunableLayer, InputStatistics> inputs,
            BiConsumer<String, float[]> done,
            Runnable before) {
        prune(group, method.criterion(), inputs, done, before);
    }

    /// Prunes a group's layers that the model never runs: no rule but magnitude knows anything of them.
    void pruneUnused(LayerGroup group) {
        prune(group, new Magnitude(), _ -> InputStatistics.none(), (_, _) -> {}, () -> {});
    }

    private void prune(
            LayerGroup group,
            Criterion criterion,
            Function<PrunableLayer, InputStatistics> inputs,
            BiConsumer<String, float[]> done,
            Runnable before) {
        int number = 0;
        List<PruneJob.Entry> entries = new ArrayList<>();
        for (PrunableLayer layer : group.layers()) {
            context.checkCancelled();
            double ratio = asked(layer);
            if (ratio > 0) {
                PruneJob.Entry entry = prune(layer, ratio, criterion, inputs.apply(layer), done);
                entries.add(entry);
                pruned.add(layer(layer, entry));
                weightsDone += layer.weights();
                if (layer.weights() > LARGE) {
                    NativeMemory.release(); // the layer's arrays
                }
            }
            context.progress(++number, group.layers().size());
        }
        before.run();
        job.finished(group.name(), entries);
    }

    private long blocks(Component component) {
        return groups.stream().filter(g -> g.component() == component).count();
    }

    private PruneJob.Entry prune(
            PrunableLayer layer,
            double ratio,
            Criterion criterion,
            InputStatistics inputs,
            BiConsumer<String, float[]> done) {
        inputs.check(layer.name());
        Matrix dense = layer.read();
        Target target = new Target(ratio, method.pattern(), method.ties());
        Pruned result = criterion.prune(dense, inputs, target, context);
        PruneJob.Stored stored;
        if (criterion instanceof Obs) {
            MappedTensor old = layer.tensor();
            stored = job.keep(
                    UpdatedData.of(old.dtype(), old.shape(), result.weights().values()));
            float[] rounded = stored(layer, stored).floats();
            checkFits(old, result.weights(), rounded);
            done.accept(layer.name(), rounded);
        } else {
            stored = job.keep(result.mask().words());
            done.accept(layer.name(), result.weights().values());
        }
        OptionalDouble error = result.outputError();
        return new PruneJob.Entry(
                layer.name(),
                ratio,
                result.mask().count(),
                result.change(),
                error.isPresent() ? error.getAsDouble() : null,
                result.damping(),
                inputs.deadInputs().length,
                !(criterion instanceof Obs),
                stored);
    }

    private PrunedLayer layer(PrunableLayer layer, PruneJob.Entry entry) {
        MappedTensor old = layer.tensor();
        int rows = Math.toIntExact(old.shape().dim(0));
        int columns = Math.toIntExact(old.shape().dim(1));
        PrunedData data = entry.mask()
                ? new MaskedData(layer, () -> Mask.of(rows, columns, job.map(entry.stored())))
                : new StoredData(stored(layer, entry.stored()));
        Double error = entry.outputError();
        return new PrunedLayer(
                layer,
                entry.asked(),
                entry.pruned(),
                entry.change(),
                error == null ? OptionalDouble.empty() : OptionalDouble.of(error),
                entry.damping(),
                entry.deadInputs(),
                data);
    }

    /// Updated weights as the checkpoint's type holds them.
    private MappedTensor stored(PrunableLayer layer, PruneJob.Stored stored) {
        MappedTensor old = layer.tensor();
        return new MappedTensor("updated weights", old.name(), old.dtype(), old.shape(), job.map(stored));
    }

    private static void checkFits(MappedTensor old, Matrix weights, float[] rounded) {
        if (!new Matrix(weights.rows(), weights.columns(), rounded).finite()) {
            throw WorkbenchException.input(
                    "prune.obs.overflow",
                    old.where() + ": an updated weight does not fit " + old.dtype(),
                    "Use a lower ratio for this layer, more calibration samples, or --criterion wanda.");
        }
    }
}

package org.espalier.compress.prune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.Component;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;

/// Prunes layers of a checkpoint in the order in which data meets them: tower, projector, decoder, block by
/// block.
///
/// The new bytes stay valid until this is closed.
public final class CheckpointPruner implements AutoCloseable {

    private final Method method;
    private final SequencedMap<PrunableLayer, Double> ratios;
    private final List<LayerGroup> groups;
    private final Spool spool;
    private final TaskContext context;
    private final List<PrunedLayer> pruned = new ArrayList<>();

    /// Prepares to prune.
    ///
    /// @param ratios each layer's share, 0 to keep it, in the order of [PrunableLayer#of]
    /// @param work a folder for a file of updated weights, which closing this deletes
    /// @throws WorkbenchException if a layer cannot be pruned so
    public CheckpointPruner(Method method, SequencedMap<PrunableLayer, Double> ratios, Path work, TaskContext context) {
        ratios.forEach(method::check);
        this.method = method;
        this.ratios = ratios;
        this.groups = LayerGroup.of(ratios.keySet());
        this.context = context;
        this.spool = Spool.create(work.resolve("updated-weights.part"));
    }

    /// Prunes by the weights alone.
    public List<PrunedLayer> prune() {
        for (LayerGroup group : groups) {
            if (asked(group)) {
                begin(group);
                prune(group, method.criterion(), _ -> InputStatistics.none(), (_, _) -> {});
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
    public List<PrunedLayer> prune(StreamedModel model, List<Prompt> prompts, TokenWeights weights) {
        new Calibration(this, model, prompts, weights, context).run(groups);
        return List.copyOf(pruned);
    }

    /// Whether something is asked of a layer of the group.
    boolean asked(LayerGroup group) {
        return group.layers().stream().anyMatch(layer -> asked(layer) > 0);
    }

    private double asked(PrunableLayer layer) {
        return ratios.getOrDefault(layer, 0.0);
    }

    /// Says which group's turn it is.
    void begin(LayerGroup group) {
        context.stage(group.stage(blocks(group.component())));
    }

    /// What must be known of a layer's inputs.
    Criterion.Needs needs() {
        return method.criterion().needs();
    }

    /// Prunes a group's layers as its inputs say.
    ///
    /// @param done told of each layer's new weights as they are stored
    void prune(LayerGroup group, Function<PrunableLayer, InputStatistics> inputs, BiConsumer<String, float[]> done) {
        prune(group, method.criterion(), inputs, done);
    }

    /// Prunes a group's layers that the model never runs: no rule but magnitude knows anything of them.
    void pruneUnused(LayerGroup group) {
        prune(group, new Magnitude(), _ -> InputStatistics.none(), (_, _) -> {});
    }

    private void prune(
            LayerGroup group,
            Criterion criterion,
            Function<PrunableLayer, InputStatistics> inputs,
            BiConsumer<String, float[]> done) {
        int number = 0;
        for (PrunableLayer layer : group.layers()) {
            context.checkCancelled();
            double ratio = asked(layer);
            if (ratio > 0) {
                prune(layer, ratio, criterion, inputs.apply(layer), done);
            }
            context.progress(++number, group.layers().size());
        }
    }

    private long blocks(Component component) {
        return groups.stream().filter(g -> g.component() == component).count();
    }

    private void prune(
            PrunableLayer layer,
            double ratio,
            Criterion criterion,
            InputStatistics inputs,
            BiConsumer<String, float[]> done) {
        inputs.check(layer.name());
        Matrix dense = layer.read();
        Target target = new Target(ratio, method.pattern(), method.ties());
        Pruned result = criterion.prune(dense, inputs, target, context);
        TensorData data;
        if (criterion instanceof Obs) {
            MappedTensor stored = store(layer, result.weights());
            data = TensorData.of(stored);
            done.accept(layer.name(), stored.floats());
        } else {
            data = new MaskedData(layer.tensor(), result.mask());
            done.accept(layer.name(), result.weights().values());
        }
        pruned.add(new PrunedLayer(
                layer,
                ratio,
                result.mask().count(),
                result.change(),
                result.outputError(),
                result.damping(),
                inputs.deadInputs().length,
                data));
    }

    /// The updated weights as the checkpoint's type holds them.
    private MappedTensor store(PrunableLayer layer, Matrix weights) {
        MappedTensor old = layer.tensor();
        MappedTensor stored = spool.keep(old.name(), UpdatedData.of(old.dtype(), old.shape(), weights.values()));
        if (!new Matrix(weights.rows(), weights.columns(), stored.floats()).finite()) {
            throw WorkbenchException.input(
                    "prune.obs.overflow",
                    old.where() + ": an updated weight does not fit " + old.dtype(),
                    "Use a lower ratio for this layer, more calibration samples, or --criterion wanda.");
        }
        return stored;
    }

    @Override
    public void close() {
        spool.close();
    }
}

package org.espalier.compress.prune;

import ai.djl.ndarray.NDManager;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Runs a decoder block so that its layers' inputs are known when their turn comes: once for all of them, or
/// once for each set of layers with the same inputs, q k v, then o, then gate up, then down, each after what is
/// before it is pruned.
final class BlockPasses implements AutoCloseable {

    private static final List<String> ORDER =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private final StreamedModel model;
    private final BlockStates states;
    private final LayerGroup group;
    private final Criterion.Needs needs;
    private final TokenWeights weights;
    private final boolean sequential;
    private final TaskContext context;
    private final NDManager manager;
    private String source = "";
    private @Nullable InputRecorder recorder;

    /// @param group one block of the decoder, whose weights change as its layers are pruned
    BlockPasses(
            StreamedModel model,
            BlockStates states,
            LayerGroup group,
            Criterion.Needs needs,
            TokenWeights weights,
            boolean sequential,
            TaskContext context) {
        this.model = model;
        this.states = states;
        this.group = group;
        this.needs = needs;
        this.weights = weights;
        this.sequential = sequential;
        this.context = context;
        this.manager = this.model.newManager();
    }

    /// The block's layers in the order in which they are to be pruned.
    LayerGroup group() {
        return sequential
                ? new LayerGroup(
                        group.component(),
                        group.block(),
                        group.layers().stream()
                                .sorted(Comparator.comparingInt(BlockPasses::turn))
                                .toList())
                : group;
    }

    private static int turn(PrunableLayer layer) {
        return ORDER.indexOf(layer.name().substring(layer.name().lastIndexOf('.') + 1));
    }

    /// What a layer's inputs are now; earlier answers are closed as soon as no layer needs them.
    InputStatistics inputs(PrunableLayer layer) {
        String wanted = sequential ? InputRecorder.source(layer.name()) : group.name();
        InputRecorder open = recorder;
        if (open == null || !wanted.equals(source)) {
            forget();
            open = recorded(wanted);
            recorder = open;
            source = wanted;
        }
        return open.only(layer.name());
    }

    private InputRecorder recorded(String wanted) {
        Set<String> names = group.layers().stream()
                .map(PrunableLayer::name)
                .filter(name -> !sequential || InputRecorder.source(name).equals(wanted))
                .collect(Collectors.toSet());
        InputRecorder fresh = new InputRecorder(manager, names, needs);
        states.observeEach(
                group.block(),
                (batch, pass) ->
                        Calibration.observer(fresh, weights, states.batches().get(batch), pass),
                context);
        return fresh;
    }

    /// Closes what was recorded.
    void forget() {
        InputRecorder open = recorder;
        if (open != null) {
            open.close();
            recorder = null;
        }
    }

    @Override
    public void close() {
        forget();
        manager.close();
    }
}

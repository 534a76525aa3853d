package org.espalier.compress.prune;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.model.Component;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;

/// The layers of a model with the statistics of one run of it, dense, over calibration prompts: what a search
/// prunes from. All of it is in memory, so this is for models that are; a checkpoint larger than memory is pruned
/// by [CheckpointPruner].
///
/// ```java
/// try (LayerBank bank = LayerBank.gather(model, layers, prompts, TokenWeights.ALIKE, Needs.PRODUCTS, context)) {
///     BankedLayer layer = bank.layer("language_model.layers.0.mlp.down_proj");
///     float[] fast = layer.ranks(Saliency.WANDA, context).pruned(layer.weights(), zeros);
///     Pruned exact = layer.prune(new Obs(), Target.exactly(zeros, layer.size()), context);
/// }
/// ```
public final class LayerBank implements AutoCloseable {

    private final SequencedMap<String, BankedLayer> layers;

    private LayerBank(SequencedMap<String, BankedLayer> layers) {
        this.layers = Collections.unmodifiableSequencedMap(layers);
    }

    /// Layers whose statistics are there already, in the order data meets them.
    public static LayerBank of(Iterable<BankedLayer> layers) {
        SequencedMap<String, BankedLayer> byName = new LinkedHashMap<>();
        layers.forEach(layer -> byName.put(layer.name(), layer));
        return new LayerBank(byName);
    }

    /// Runs the model over the prompts, each a sequence without padding, and sums up its layers' inputs.
    ///
    /// @param model dense, and left so
    /// @param layers which, in the order of [PrunableLayer#of]; those the model never runs, such as the
    ///     tower's last block, get no statistics
    /// @param weights what each token of the decoder counts
    /// @param needs what the rules to be used need
    /// @throws org.espalier.task.WorkbenchException if a weight or an input is no number, or the tower is
    ///     asked for and no prompt has a picture
    public static LayerBank gather(
            StreamedModel model,
            List<PrunableLayer> layers,
            CalibrationPrompts prompts,
            TokenWeights weights,
            Criterion.Needs needs,
            TaskContext context) {
        Map<String, InputStatistics> inputs = new HashMap<>();
        if (needs != Criterion.Needs.NOTHING) {
            context.stage("Gathering input statistics");
            List<String> before = names(layers, false);
            if (!before.isEmpty()) {
                try (NDManager manager = model.newManager();
                        InputRecorder recorder = new InputRecorder(manager, Set.copyOf(before), needs)) {
                    new PictureRun(model, prompts.prompts()).observe(recorder, context);
                    before.forEach(name -> inputs.put(name, recorder.of(name)));
                }
            }
            if (before.size() < layers.size()) {
                decoder(model, layers, prompts, weights, needs, inputs, context);
            }
        }
        List<BankedLayer> banked = new ArrayList<>();
        for (PrunableLayer layer : layers) {
            InputStatistics statistics = inputs.getOrDefault(layer.name(), InputStatistics.none());
            statistics.check(layer.name());
            banked.add(new BankedLayer(layer.name(), layer.read(), statistics));
        }
        return of(banked);
    }

    private static List<String> names(List<PrunableLayer> layers, boolean decoder) {
        return layers.stream()
                .filter(layer -> (layer.role().component() == Component.LANGUAGE_MODEL) == decoder)
                .map(PrunableLayer::name)
                .toList();
    }

    private static void decoder(
            StreamedModel model,
            List<PrunableLayer> layers,
            CalibrationPrompts prompts,
            TokenWeights weights,
            Criterion.Needs needs,
            Map<String, InputStatistics> inputs,
            TaskContext context) {
        Map<Integer, Set<String>> byBlock = layers.stream()
                .filter(layer -> layer.role().component() == Component.LANGUAGE_MODEL)
                .collect(Collectors.groupingBy(
                        layer -> layer.role().block(), Collectors.mapping(PrunableLayer::name, Collectors.toSet())));
        int last = Collections.max(byBlock.keySet());
        try (BlockStates states = BlockStates.of(model, prompts.prompts(), context)) {
            for (int block = 0; block <= last; block++) {
                Set<String> wanted = byBlock.getOrDefault(block, Set.of());
                try (NDManager manager = model.newManager();
                        InputRecorder recorder = new InputRecorder(manager, wanted, needs)) {
                    states.advanceEach(
                            block,
                            (batch, pass) -> Calibration.observer(
                                    recorder, weights, states.batches().get(batch), pass),
                            context);
                    wanted.forEach(name -> inputs.put(name, recorder.of(name)));
                }
                context.progress(block + 1L, last + 1L);
            }
        }
    }

    /// All layers, in the order data meets them.
    public SequencedCollection<BankedLayer> layers() {
        return layers.sequencedValues();
    }

    /// The layer of that canonical name.
    ///
    /// @throws IllegalArgumentException if it was not gathered
    public BankedLayer layer(String name) {
        BankedLayer layer = layers.get(name);
        if (layer == null) {
            throw new IllegalArgumentException("layer " + name + " was not gathered");
        }
        return layer;
    }

    @Override
    public void close() {
        layers.values().forEach(layer -> layer.inputs().close());
    }
}

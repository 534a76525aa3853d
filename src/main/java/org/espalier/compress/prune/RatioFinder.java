package org.espalier.compress.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.model.Component;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.Linear;
import org.espalier.model.llava.StreamedModel;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Finds ratios by layer for a decoder that is read block by block.
///
/// @param model dense, and left so
/// @param layers the decoder's, in their order
/// @param prompts calibration prompts
public record RatioFinder(
        StreamedModel model, List<PrunableLayer> layers, CalibrationPrompts prompts, TaskContext context) {

    /// Checks that there are layers of the decoder only.
    ///
    /// @throws WorkbenchException if there are others
    public RatioFinder {
        if (layers.stream().anyMatch(layer -> layer.role().component() != Component.LANGUAGE_MODEL)) {
            throw WorkbenchException.usage(
                    "prune.ratios.components",
                    "OWL and ECoFLaP share out a sparsity among decoder blocks only",
                    "Leave --components at language_model, or use --ratios uniform.");
        }
    }

    /// The policy that shares out a sparsity.
    ///
    /// @param seed of ECoFLaP's noise
    public Policy find(Ratios ratios, double sparsity, long seed) {
        SequencedMap<String, Double> byLayer = switch (ratios) {
            case UNIFORM -> new LinkedHashMap<>(Policy.uniform(sparsity).rules());
            case OWL -> owl(Owl.PUBLISHED, sparsity);
            case ECOFLAP -> ecoflap(Ecoflap.PUBLISHED, sparsity, seed);
        };
        return new Policy(byLayer);
    }

    private TreeMap<Integer, List<PrunableLayer>> byBlock() {
        return layers.stream()
                .collect(Collectors.groupingBy(
                        layer -> layer.role().block(), TreeMap::new, Collectors.toCollection(ArrayList::new)));
    }

    private SequencedMap<String, Double> owl(Owl owl, double sparsity) {
        context.stage("Counting outliers block by block");
        List<Double> shares = new ArrayList<>();
        DenseRun.each(
                model,
                layers,
                prompts,
                (_, block) ->
                        shares.add(owl.share(block.stream().map(Owl.Wanda::new).toList())),
                context);
        double[] ratios = owl.ratios(shares.stream().mapToDouble(s -> s).toArray(), sparsity);
        SequencedMap<String, Double> byLayer = new LinkedHashMap<>();
        int at = 0;
        for (List<PrunableLayer> group : byBlock().values()) {
            double ratio = ratios[at++];
            group.forEach(layer -> byLayer.put(layer.name(), ratio));
        }
        return byLayer;
    }

    /// Each matrix is moved in its block, and only the blocks from there on are run.
    private SequencedMap<String, Double> ecoflap(Ecoflap ecoflap, double sparsity, long seed) {
        if (sparsity > ecoflap.most()) {
            throw WorkbenchException.usage(
                    "prune.ratios.sparsity",
                    "ECoFLaP prunes at most " + ecoflap.most() + " of a layer, but " + sparsity + " is asked for",
                    "Ask for less, or use --ratios owl.");
        }
        context.stage("Trying how much the loss hangs on each layer");
        List<Double> scores = new ArrayList<>();
        try (BlockStates states = BlockStates.of(model, prompts.prompts(), context)) {
            for (Map.Entry<Integer, List<PrunableLayer>> group : byBlock().entrySet()) {
                for (int block = states.advanced(); block < group.getKey(); block++) {
                    states.advance(block, context);
                }
                for (PrunableLayer layer : group.getValue()) {
                    SeenLayer dense = new SeenLayer(layer.name(), layer.read(), InputStatistics.none());
                    scores.add(ecoflap.sensitivity(
                            dense, (moved, weights) -> losses(states, moved.name(), weights), seed + scores.size()));
                    weight(group.getKey(), layer.name()).set(dense.weights().values());
                    context.progress(scores.size(), layers.size());
                }
            }
        }
        double[] ratios = ecoflap.ratios(
                scores.stream().mapToDouble(s -> s).toArray(),
                layers.stream().mapToLong(PrunableLayer::weights).toArray(),
                sparsity);
        SequencedMap<String, Double> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < ratios.length; i++) {
            byLayer.put(layers.get(i).name(), Math.min(ratios[i], 0.999));
        }
        return byLayer;
    }

    private ai.djl.ndarray.NDArray weight(int block, String layer) {
        return model.decoder().blocks().get(block).linears().stream()
                .filter(linear -> linear.name().equals(layer))
                .map(Linear::weight)
                .findFirst()
                .orElseThrow();
    }

    private double[] losses(BlockStates states, String layer, float[] weights) {
        context.checkCancelled();
        int block = states.advanced();
        weight(block, layer).set(weights);
        try (BlockStates fork = states.fork()) {
            for (int b = block; b < fork.blocks(); b++) {
                fork.advance(b, context);
            }
            return Probe.losses(model, fork, prompts);
        }
    }
}

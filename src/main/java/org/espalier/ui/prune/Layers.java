package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.text.Words;
import org.espalier.workbench.step.ModelInspectStep;

/// The prunable layers of a model, as blocks of attention and MLP.
///
/// @param weights canonical layer name -> number of weights, in the model's order
/// @param components canonical layer name -> component
/// @param all weights of the whole model, prunable or not
record Layers(Map<String, Long> weights, Map<String, String> components, long all) {

    private static final Pattern BLOCK = Pattern.compile("(.*)\\.layers\\.(\\d+)\\.(.+)");

    static Layers of(ModelInspectStep.Result model) {
        List<ModelInspectStep.Tensor> prunable = model.tensors().stream()
                .filter(ModelInspectStep.Tensor::prunable)
                .sorted(Comparator.comparing(tensor -> order(tensor.layer())))
                .toList();
        Map<String, Long> weights = new LinkedHashMap<>();
        Map<String, String> components = new HashMap<>();
        for (ModelInspectStep.Tensor tensor : prunable) {
            weights.put(tensor.layer(), tensor.shape().stream().reduce(1L, (a, b) -> a * b));
            components.put(tensor.layer(), tensor.component());
        }
        return new Layers(weights, components, model.parameters());
    }

    /// Names of layers in the model's order.
    static List<String> inOrder(Collection<String> layers) {
        return layers.stream().sorted(Comparator.comparing(Layers::order)).toList();
    }

    /// Language model first, projector, tower; blocks by number, attention before MLP.
    private static String order(String layer) {
        Matcher block = BLOCK.matcher(layer);
        return block.matches()
                ? "%s %06d %s"
                        .formatted(
                                block.group(1),
                                Long.parseLong(block.group(2)),
                                (attention(block.group(3)) ? "a" : "m") + block.group(3))
                : layer;
    }

    private static boolean attention(String layer) {
        return layer.contains("attn");
    }

    /// The parts of the chosen components that have a ratio of their own, in the model's order.
    List<PolicyPart> parts(List<String> chosen) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        weights.keySet().stream()
                .filter(layer -> chosen.contains(components.get(layer)))
                .forEach(layer -> groups.computeIfAbsent(key(layer), _ -> new ArrayList<>())
                        .add(layer));
        return groups.values().stream()
                .map(layers -> new PolicyPart(
                        block(layers.getFirst()),
                        attention(layers.getFirst()),
                        layers,
                        layers.stream()
                                .mapToLong(layer -> weights.getOrDefault(layer, 0L))
                                .sum()))
                .toList();
    }

    /// The mean ratio of each part, weighted by its layers' weights.
    List<Double> means(List<PolicyPart> parts, Map<String, Double> ratios) {
        return parts.stream()
                .map(part -> {
                    double sum = part.layers().stream()
                            .mapToDouble(layer -> weights.getOrDefault(layer, 0L) * ratios.getOrDefault(layer, 0.0))
                            .sum();
                    return part.weights() == 0 ? 0 : sum / part.weights();
                })
                .toList();
    }

    private String key(String layer) {
        return block(layer) + (attention(layer) ? " a" : " m");
    }

    private String block(String layer) {
        Matcher block = BLOCK.matcher(layer);
        return block.matches()
                ? Words.of("prune.block." + components.get(layer), block.group(2))
                : Words.of("prune.block.projector");
    }

    /// One entry for each block of `editor`.
    static List<RatioBars.Block> blocks(PolicyEditor editor) {
        Map<String, RatioBars.Block> blocks = new LinkedHashMap<>();
        for (int i = 0; i < editor.parts().size(); i++) {
            PolicyPart part = editor.parts().get(i);
            var half = new RatioBars.Half(i, part.weights(), editor.ratio(i), editor.locked(i));
            blocks.merge(
                    part.block(),
                    part.attention()
                            ? new RatioBars.Block(part.block(), half, RatioBars.Half.NONE)
                            : new RatioBars.Block(part.block(), RatioBars.Half.NONE, half),
                    (old, more) -> new RatioBars.Block(
                            part.block(),
                            part.attention() ? more.attention() : old.attention(),
                            part.attention() ? old.mlp() : more.mlp()));
        }
        return List.copyOf(blocks.values());
    }

    /// The name of a layer's block on a chart: "block 0".
    static String blockOf(String layer) {
        Matcher block = BLOCK.matcher(layer);
        String key = layer.startsWith("vision_tower") ? "prune.block.vision_tower" : "prune.block.language_model";
        return block.matches() ? Words.of(key, block.group(2)) : Words.of("prune.block.projector");
    }

    /// A layer's name on a chart: "block 0 q".
    static String shortName(String layer) {
        Matcher block = BLOCK.matcher(layer);
        String inner = block.matches() ? block.group(3) : layer;
        return blockOf(layer) + " "
                + inner.substring(inner.lastIndexOf('.') + 1).replace("_proj", "");
    }
}

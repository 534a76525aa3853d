package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.ui.control.RatioBars;
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
                .sorted(java.util.Comparator.comparing(Layers::order))
                .toList();
        Map<String, Long> weights = new LinkedHashMap<>();
        Map<String, String> components = new HashMap<>();
        for (ModelInspectStep.Tensor tensor : prunable) {
            weights.put(tensor.layer(), tensor.shape().stream().reduce(1L, (a, b) -> a * b));
            components.put(tensor.layer(), tensor.component());
        }
        return new Layers(weights, components, model.parameters());
    }

    /// Language model first, blocks by number, attention before MLP.
    private static String order(ModelInspectStep.Tensor tensor) {
        Matcher block = BLOCK.matcher(tensor.layer());
        String number = block.matches() ? "%06d".formatted(Long.parseLong(block.group(2))) : "";
        String inner = block.matches() ? (attention(block.group(3)) ? "a" : "m") + block.group(3) : tensor.layer();
        return tensor.component() + " " + number + " " + inner;
    }

    private static boolean attention(String inner) {
        return inner.contains("attn");
    }

    /// One entry for each block that has a ratio for at least one of its layers.
    List<RatioBars.Block> blocks(Map<String, Double> ratios) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        weights.forEach((layer, count) -> {
            Double ratio = ratios.get(layer);
            if (ratio == null) {
                return;
            }
            Matcher block = BLOCK.matcher(layer);
            boolean inBlock = block.matches();
            String name = inBlock
                    ? Words.of("prune.block." + components.get(layer), block.group(2))
                    : Words.of("prune.block.projector");
            int part = inBlock && attention(block.group(3)) ? 0 : 2;
            double[] sum = sums.computeIfAbsent(name, _ -> new double[4]);
            sum[part] += count;
            sum[part + 1] += count * ratio;
        });
        List<RatioBars.Block> blocks = new ArrayList<>();
        sums.forEach((name, s) ->
                blocks.add(new RatioBars.Block(name, (long) s[0], share(s[1], s[0]), (long) s[2], share(s[3], s[2]))));
        return blocks;
    }

    private static double share(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /// The same ratio for every layer of the chosen components.
    Map<String, Double> uniform(List<String> chosen, double ratio) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        weights.keySet().stream()
                .filter(layer -> chosen.contains(components.get(layer)))
                .forEach(layer -> ratios.put(layer, ratio));
        return ratios;
    }

    /// A layer's name on a chart: "block 0 q".
    static String shortName(String layer) {
        Matcher block = BLOCK.matcher(layer);
        if (!block.matches()) {
            return Words.of("prune.block.projector") + " " + layer.substring(layer.lastIndexOf('.') + 1);
        }
        String inner = block.group(3);
        String key = layer.startsWith("vision_tower") ? "prune.block.vision_tower" : "prune.block.language_model";
        return Words.of(key, block.group(2)) + " "
                + inner.substring(inner.lastIndexOf('.') + 1).replace("_proj", "");
    }
}

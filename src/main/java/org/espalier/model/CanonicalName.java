package org.espalier.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A tensor's role under the one name this project uses, whichever layout named it.
///
/// Known are LLaMA, the original LLaVA release with or without its CLIP tower inside, and the three namings of
/// transformers: the hub's files, in memory from 4.52 on, and from 5.6 on.
///
/// @param name "language_model.layers.0.self_attn.q_proj.weight", "vision_tower.encoder.layers.0.mlp.fc1.bias",
///     "multi_modal_projector.linear_1.weight", "lm_head.weight"
/// @param component the part it belongs to
public record CanonicalName(String name, Component component) {

    /// Prefixes of the layouts, longer before shorter, and what each becomes.
    private static final List<Map.Entry<String, String>> PREFIXES = List.of(
            Map.entry("model.vision_tower.vision_tower.vision_model.", "vision_tower."),
            Map.entry("model.vision_tower.vision_model.", "vision_tower."),
            Map.entry("vision_tower.vision_model.", "vision_tower."),
            Map.entry("model.vision_tower.", "vision_tower."),
            Map.entry("vision_model.", "vision_tower."),
            Map.entry("vision_tower.", "vision_tower."),
            Map.entry("model.mm_projector.0.", "multi_modal_projector.linear_1."),
            Map.entry("model.mm_projector.2.", "multi_modal_projector.linear_2."),
            Map.entry("model.multi_modal_projector.", "multi_modal_projector."),
            Map.entry("multi_modal_projector.", "multi_modal_projector."),
            Map.entry("language_model.lm_head.", "lm_head."),
            Map.entry("language_model.model.", "language_model."),
            Map.entry("model.language_model.", "language_model."),
            Map.entry("language_model.", "language_model."),
            Map.entry("lm_head.", "lm_head."),
            Map.entry("model.layers.", "language_model.layers."),
            Map.entry("model.embed_tokens.", "language_model.embed_tokens."),
            Map.entry("model.norm.", "language_model.norm."));

    /// The role of a tensor; empty if no known layout has it.
    public static Optional<CanonicalName> of(String tensor) {
        for (Map.Entry<String, String> prefix : PREFIXES) {
            if (tensor.startsWith(prefix.getKey())) {
                String name =
                        prefix.getValue() + tensor.substring(prefix.getKey().length());
                return Optional.of(new CanonicalName(name, component(name)));
            }
        }
        return Optional.empty();
    }

    private static Component component(String name) {
        if (name.startsWith("vision_tower.")) {
            return Component.VISION_TOWER;
        }
        return name.startsWith("multi_modal_projector.") ? Component.PROJECTOR : Component.LANGUAGE_MODEL;
    }

    /// The layer the tensor belongs to: the name without `.weight` or `.bias`.
    public String layer() {
        for (String ending : List.of(".weight", ".bias")) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }

    /// Whether this is the matrix of a linear layer that pruning may touch: the projections of attention and MLP in
    /// decoder and tower blocks, and the projector's. Embeddings, norms and the head are not.
    public boolean prunable() {
        return name.endsWith(".weight")
                && switch (component) {
                    case LANGUAGE_MODEL ->
                        name.matches(
                                "language_model\\.layers\\.\\d+\\.(self_attn\\.[qkvo]|mlp\\.(gate|up|down))_proj\\.weight");
                    case VISION_TOWER ->
                        name.matches(
                                "vision_tower\\.encoder\\.layers\\.\\d+\\.(self_attn\\.([qkv]|out)_proj|mlp\\.fc[12])\\.weight");
                    case PROJECTOR -> name.matches("multi_modal_projector\\.linear_[12]\\.weight");
                };
    }

    /// The number of the block the tensor is in, from 0; -1 outside of blocks.
    public int block() {
        int at = name.indexOf("layers.");
        if (at < 0) {
            return -1;
        }
        int start = at + "layers.".length();
        int end = name.indexOf('.', start);
        String digits = end < 0 ? name.substring(start) : name.substring(start, end);
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : -1;
    }
}

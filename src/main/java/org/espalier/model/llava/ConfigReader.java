package org.espalier.model.llava;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.espalier.task.WorkbenchException;

/// Reads a LLaVA `config.json`, old and new keys, with the defaults of Hugging Face's configuration classes;
/// those of the original release's `llava_llama` too, whose decoder is described at the top level.
final class ConfigReader {

    private static final Set<String> LLAVA = Set.of("llava", "llava_llama");
    private static final Set<String> CLIP = Set.of("clip_vision_model", "clip");

    private final String file;
    private final Section root;

    private ConfigReader(String file, JsonNode root) {
        this.file = file;
        this.root = new Section(file, "", root);
    }

    /// The configuration in a tree.
    ///
    /// @param file named in messages
    /// @throws WorkbenchException if it is another architecture, or a value is impossible
    static LlavaConfig read(String file, JsonNode tree) {
        return new ConfigReader(file, tree).read();
    }

    /// The decoder of a LLaMA, or of a LLaVA.
    ///
    /// @throws WorkbenchException as [#read]
    static TextConfig readText(String file, JsonNode tree) {
        ConfigReader reader = new ConfigReader(file, tree);
        String type = reader.root.text("model_type", "llava");
        if (!type.equals("llama") && !LLAVA.contains(type)) {
            throw reader.unsupported("model_type", type, "a LLaVA or LLaMA model (model_type 'llava' or 'llama')");
        }
        return reader.text();
    }

    private LlavaConfig read() {
        String type = root.text("model_type", "llava");
        if (!LLAVA.contains(type)) {
            throw unsupported("model_type", type, "a LLaVA model (model_type 'llava')");
        }
        VisionConfig vision = vision();
        List<Integer> layers = featureLayers(vision);
        String activation = root.text("projector_hidden_act", "gelu");
        String kind = root.text("mm_projector_type", "mlp2x_gelu");
        if (!kind.equals("mlp2x_gelu")) {
            throw unsupported("mm_projector_type", kind, "a projector of two linear layers ('mlp2x_gelu')");
        }
        return new LlavaConfig(
                vision,
                text(),
                layers,
                keepsClassToken(),
                activation("projector_hidden_act", activation),
                root.flag("multimodal_projector_bias", true),
                root.integer(
                        root.has("image_token_id") ? "image_token_id" : "image_token_index", 32000, -200, 1 << 30));
    }

    /// Without a section at all, LLaVA's own tower (CLIP ViT-L/14 at 336 pixels); in a section, CLIP's defaults.
    private VisionConfig vision() {
        boolean given = root.has("vision_config");
        Section s = root.section("vision_config");
        String type = s.text("model_type", "clip_vision_model");
        if (!CLIP.contains(type)) {
            throw unsupported("vision_config.model_type", type, "a CLIP vision tower ('clip_vision_model')");
        }
        int hidden = s.size("hidden_size", given ? 768 : 1024);
        int heads = s.size("num_attention_heads", given ? 12 : 16);
        int image = s.size("image_size", given ? 224 : 336);
        int patch = s.size("patch_size", given ? 32 : 14);
        if (hidden % heads != 0) {
            throw impossible("vision_config.hidden_size " + hidden + " is not a multiple of " + heads + " heads");
        }
        if (patch > image || image > 8192) {
            throw impossible("vision_config.patch_size " + patch + " and image_size " + image + " do not fit");
        }
        return new VisionConfig(
                hidden,
                s.size("intermediate_size", given ? 3072 : 4096),
                s.integer("num_hidden_layers", given ? 12 : 24, 1, 1000),
                heads,
                image,
                patch,
                s.integer("num_channels", 3, 3, 3),
                activation("vision_config.hidden_act", s.text("hidden_act", "quick_gelu")),
                s.epsilon("layer_norm_eps", 1e-5));
    }

    private TextConfig text() {
        boolean flat = !root.has("text_config") && root.has("hidden_size");
        Section s = flat ? root : root.section("text_config");
        String type = flat ? "llama" : s.text("model_type", "llama");
        if (!type.equals("llama")) {
            throw unsupported("text_config.model_type", type, "a LLaMA decoder ('llama')");
        }
        int hidden = s.size("hidden_size", 4096);
        int heads = s.size("num_attention_heads", 32);
        int keyValueHeads = s.size("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) {
            throw impossible("text_config: " + heads + " query heads cannot share " + keyValueHeads
                    + " key and value heads evenly");
        }
        if (!s.has("head_dim") && hidden % heads != 0) {
            throw impossible("text_config.hidden_size " + hidden + " is not a multiple of " + heads + " heads");
        }
        int headDim = s.size("head_dim", hidden / heads);
        if (headDim % 2 != 0) {
            throw impossible("text_config.head_dim " + headDim + " is odd: rotary embedding turns pairs");
        }
        return new TextConfig(
                hidden,
                s.size("intermediate_size", 11008),
                s.integer("num_hidden_layers", 32, 1, 1000),
                heads,
                keyValueHeads,
                headDim,
                s.size("vocab_size", 32000),
                s.size("max_position_embeddings", 2048),
                activation("text_config.hidden_act", s.text("hidden_act", "silu")),
                s.epsilon("rms_norm_eps", 1e-6),
                rope(s),
                s.flag("tie_word_embeddings", false),
                sizes(s));
    }

    /// Sizes by block, of a checkpoint that lost different heads and neurons in each.
    private List<BlockSize> sizes(Section s) {
        JsonNode list = s.node(BlockSize.KEY);
        if (list.isMissingNode()) {
            return List.of();
        }
        List<BlockSize> sizes = new ArrayList<>();
        for (JsonNode node : list) {
            Section block = new Section(file, s.path() + BlockSize.KEY + ".", node);
            BlockSize size = new BlockSize(
                    block.size("num_attention_heads", 1),
                    block.size("num_key_value_heads", 1),
                    block.size("intermediate_size", 1));
            if (size.heads() % size.keyValueHeads() != 0) {
                throw impossible(BlockSize.KEY + ": " + size.heads() + " query heads cannot share "
                        + size.keyValueHeads() + " key and value heads evenly");
            }
            sizes.add(size);
        }
        if (sizes.size() != s.integer("num_hidden_layers", 32, 1, 1000)) {
            throw impossible(BlockSize.KEY + " has " + sizes.size() + " blocks, another number than num_hidden_layers");
        }
        return List.copyOf(sizes);
    }

    /// Version 5 keeps everything in `rope_parameters`; before, `rope_theta` stood beside `rope_scaling`.
    private Rope rope(Section s) {
        Section scaling = s.has("rope_parameters") ? s.section("rope_parameters") : s.section("rope_scaling");
        double theta = scaling.number("rope_theta", s.number("rope_theta", 10000, 1, 1e12), 1, 1e12);
        String type = scaling.text("rope_type", scaling.text("type", "default"));
        return new Rope(
                theta,
                switch (type) {
                    case "default" -> new Rope.Plain();
                    case "linear" -> new Rope.Linearly(scaling.number("factor", 1, 1, 1e6));
                    case "llama3" ->
                        new Rope.Llama3(
                                scaling.number("factor", 8, 1, 1e6),
                                scaling.number("low_freq_factor", 1, 1e-6, 1e6),
                                scaling.number("high_freq_factor", 4, 1e-6, 1e6),
                                scaling.number("original_max_position_embeddings", 8192, 1, 1e9));
                    default ->
                        throw unsupported(
                                "text_config.rope_scaling", type, "'default', 'linear' or 'llama3' rotary positions");
                });
    }

    private List<Integer> featureLayers(VisionConfig vision) {
        String key = root.has("vision_feature_layer") ? "vision_feature_layer" : "mm_vision_select_layer";
        JsonNode node = root.node(key);
        List<Integer> layers = new ArrayList<>();
        if (node.isMissingNode()) {
            layers.add(-2);
        } else if (node.isArray()) {
            node.forEach(element -> layers.add(layer(element, vision)));
        } else {
            layers.add(layer(node, vision));
        }
        if (layers.isEmpty()) {
            throw impossible("vision_feature_layer is an empty list");
        }
        for (int layer : layers) {
            if (layer > vision.layers() || layer < -vision.layers() - 1) {
                throw impossible("vision_feature_layer " + layer + " does not exist in a tower of " + vision.layers()
                        + " blocks");
            }
        }
        return List.copyOf(layers);
    }

    private int layer(JsonNode node, VisionConfig vision) {
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw impossible("vision_feature_layer is " + node + "; a whole number from " + (-vision.layers() - 1)
                    + " to " + vision.layers() + ", or a list of them, is needed");
        }
        return node.intValue();
    }

    private boolean keepsClassToken() {
        String old = root.text("mm_vision_select_feature", "patch");
        String strategy = root.text("vision_feature_select_strategy", old.equals("cls_patch") ? "full" : "default");
        return switch (strategy) {
            case "default" -> false;
            case "full" -> true;
            default -> throw unsupported("vision_feature_select_strategy", strategy, "'default' or 'full'");
        };
    }

    private Activation activation(String key, String name) {
        Activation activation = Activation.parse(name);
        if (activation == null) {
            throw unsupported(key, name, "quick_gelu, gelu, gelu_new, silu or relu");
        }
        return activation;
    }

    private WorkbenchException unsupported(String key, String found, String supported) {
        return WorkbenchException.input(
                "llava.unsupported",
                file + ": " + key + " is '" + found + "', which is not supported",
                "Use a checkpoint with " + supported + ".");
    }

    private WorkbenchException impossible(String what) {
        return WorkbenchException.input(
                "llava.config", file + ": " + what, "Replace config.json with the one that came with the weights.");
    }
}

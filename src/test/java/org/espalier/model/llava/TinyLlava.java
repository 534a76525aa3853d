package org.espalier.model.llava;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// A LLaVA of a few thousand random weights, written as a checkpoint in any layout and type.
///
/// @param layout which names its tensors get
/// @param dtype how they are stored
/// @param heads query heads
/// @param keyValueHeads key and value heads
/// @param headDim width of a head, free of the hidden width
/// @param featureLayers of the tower
/// @param full whether the class token is kept
/// @param tied whether head and embedding are one
/// @param projectorBias whether the projector has biases
/// @param attentionBias whether decoder attention has biases
/// @param seed of the weights
public record TinyLlava(
        Layout layout,
        DType dtype,
        int heads,
        int keyValueHeads,
        int headDim,
        List<Integer> featureLayers,
        boolean full,
        boolean tied,
        boolean projectorBias,
        boolean attentionBias,
        long seed) {

    /// The namings of published checkpoints.
    public enum Layout {
        HUB,
        TRANSFORMERS_4_52,
        TRANSFORMERS_5_6,
        ORIGINAL
    }

    public static final int VISION = 12;
    public static final int VISION_INNER = 20;
    public static final int VISION_HEADS = 3;
    public static final int VISION_LAYERS = 3;
    public static final int IMAGE = 8;
    public static final int PATCH = 4;
    public static final int HIDDEN = 16;
    public static final int INNER = 24;
    public static final int LAYERS = 2;
    public static final int VOCABULARY = 40;
    public static final int IMAGE_TOKEN = 5;
    static final double THETA = 500;
    static final double RMS_EPSILON = 1e-5;
    static final double VISION_EPSILON = 1e-5;

    public static TinyLlava plain() {
        return new TinyLlava(Layout.HUB, DType.F32, 4, 2, 4, List.of(-2), false, false, true, false, 1);
    }

    public TinyLlava with(Layout other, DType type) {
        return new TinyLlava(
                other,
                type,
                heads,
                keyValueHeads,
                headDim,
                featureLayers,
                full,
                tied,
                projectorBias,
                attentionBias,
                seed);
    }

    int patches() {
        return (IMAGE / PATCH) * (IMAGE / PATCH);
    }

    int imageTokens() {
        return patches() + (full ? 1 : 0);
    }

    /// Shapes by canonical name.
    SequencedMap<String, long[]> shapes() {
        SequencedMap<String, long[]> s = new LinkedHashMap<>();
        String v = "vision_tower.";
        s.put(v + "embeddings.class_embedding", new long[] {VISION});
        s.put(v + "embeddings.patch_embedding.weight", new long[] {VISION, 3, PATCH, PATCH});
        s.put(v + "embeddings.position_embedding.weight", new long[] {patches() + 1, VISION});
        for (String norm : List.of("pre_layrnorm", "post_layernorm")) {
            s.put(v + norm + ".weight", new long[] {VISION});
            s.put(v + norm + ".bias", new long[] {VISION});
        }
        for (int i = 0; i < VISION_LAYERS; i++) {
            String b = v + "encoder.layers." + i + ".";
            linear(s, b + "self_attn.q_proj", VISION, VISION, true);
            linear(s, b + "self_attn.k_proj", VISION, VISION, true);
            linear(s, b + "self_attn.v_proj", VISION, VISION, true);
            linear(s, b + "self_attn.out_proj", VISION, VISION, true);
            linear(s, b + "mlp.fc1", VISION_INNER, VISION, true);
            linear(s, b + "mlp.fc2", VISION, VISION_INNER, true);
            for (String norm : List.of("layer_norm1", "layer_norm2")) {
                s.put(b + norm + ".weight", new long[] {VISION});
                s.put(b + norm + ".bias", new long[] {VISION});
            }
        }
        String p = "multi_modal_projector.";
        linear(s, p + "linear_1", HIDDEN, (long) VISION * featureLayers.size(), projectorBias);
        linear(s, p + "linear_2", HIDDEN, HIDDEN, projectorBias);
        String l = "language_model.";
        s.put(l + "embed_tokens.weight", new long[] {VOCABULARY, HIDDEN});
        for (int i = 0; i < LAYERS; i++) {
            String b = l + "layers." + i + ".";
            linear(s, b + "self_attn.q_proj", (long) heads * headDim, HIDDEN, attentionBias);
            linear(s, b + "self_attn.k_proj", (long) keyValueHeads * headDim, HIDDEN, attentionBias);
            linear(s, b + "self_attn.v_proj", (long) keyValueHeads * headDim, HIDDEN, attentionBias);
            linear(s, b + "self_attn.o_proj", HIDDEN, (long) heads * headDim, attentionBias);
            linear(s, b + "mlp.gate_proj", INNER, HIDDEN, false);
            linear(s, b + "mlp.up_proj", INNER, HIDDEN, false);
            linear(s, b + "mlp.down_proj", HIDDEN, INNER, false);
            s.put(b + "input_layernorm.weight", new long[] {HIDDEN});
            s.put(b + "post_attention_layernorm.weight", new long[] {HIDDEN});
        }
        s.put(l + "norm.weight", new long[] {HIDDEN});
        if (!tied) {
            s.put("lm_head.weight", new long[] {VOCABULARY, HIDDEN});
        }
        return s;
    }

    private static void linear(Map<String, long[]> s, String name, long outputs, long inputs, boolean bias) {
        s.put(name + ".weight", new long[] {outputs, inputs});
        if (bias) {
            s.put(name + ".bias", new long[] {outputs});
        }
    }

    /// Values by canonical name, already rounded to the stored type.
    public SequencedMap<String, float[]> values() {
        Random random = new Random(seed);
        SequencedMap<String, float[]> values = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> {
            int size = Math.toIntExact(Shape.of(shape).elements());
            float[] v = new float[size];
            boolean norm = name.contains("norm") && name.endsWith("weight");
            for (int i = 0; i < size; i++) {
                v[i] = rounded((float) (norm ? 1 + 0.3 * random.nextGaussian() : 0.25 * random.nextGaussian()));
            }
            values.put(name, v);
        });
        return values;
    }

    private float rounded(float x) {
        return switch (dtype) {
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(x));
            case BF16 -> {
                int bits = Float.floatToRawIntBits(x);
                yield Float.intBitsToFloat((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
            }
            default -> x;
        };
    }

    public String stored(String canonical) {
        String rest = canonical.substring(canonical.indexOf('.') + 1);
        String part = canonical.substring(0, canonical.indexOf('.'));
        return switch (layout) {
            case HUB ->
                switch (part) {
                    case "vision_tower" -> "vision_tower.vision_model." + rest;
                    case "language_model" -> "language_model.model." + rest;
                    case "lm_head" -> "language_model." + canonical;
                    default -> canonical;
                };
            case TRANSFORMERS_4_52 ->
                switch (part) {
                    case "vision_tower" -> "model.vision_tower.vision_model." + rest;
                    case "lm_head" -> canonical;
                    default -> "model." + canonical;
                };
            case TRANSFORMERS_5_6 -> part.equals("lm_head") ? canonical : "model." + canonical;
            case ORIGINAL ->
                switch (part) {
                    case "vision_tower" -> "model.vision_tower.vision_tower.vision_model." + rest;
                    case "language_model" -> "model." + rest;
                    case "multi_modal_projector" ->
                        "model.mm_projector." + rest.replace("linear_1", "0").replace("linear_2", "2");
                    default -> canonical;
                };
        };
    }

    public ObjectNode config() {
        ObjectNode config = Json.mapper().createObjectNode();
        config.put("model_type", "llava");
        config.put("image_token_index", IMAGE_TOKEN);
        config.put("projector_hidden_act", "gelu");
        if (!projectorBias) {
            config.put("multimodal_projector_bias", false);
        }
        if (featureLayers.size() == 1) {
            config.put("vision_feature_layer", featureLayers.getFirst());
        } else {
            ArrayNode list = config.putArray("vision_feature_layer");
            featureLayers.forEach(list::add);
        }
        config.put("vision_feature_select_strategy", full ? "full" : "default");
        config.putObject("vision_config")
                .put("model_type", "clip_vision_model")
                .put("hidden_size", VISION)
                .put("intermediate_size", VISION_INNER)
                .put("num_hidden_layers", VISION_LAYERS)
                .put("num_attention_heads", VISION_HEADS)
                .put("image_size", IMAGE)
                .put("patch_size", PATCH);
        ObjectNode text = config.putObject("text_config")
                .put("model_type", "llama")
                .put("hidden_size", HIDDEN)
                .put("intermediate_size", INNER)
                .put("num_hidden_layers", LAYERS)
                .put("num_attention_heads", heads)
                .put("num_key_value_heads", keyValueHeads)
                .put("head_dim", headDim)
                .put("vocab_size", VOCABULARY)
                .put("rms_norm_eps", RMS_EPSILON)
                .put("tie_word_embeddings", tied);
        if (layout == Layout.TRANSFORMERS_5_6) {
            text.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", THETA);
        } else {
            text.put("rope_theta", THETA);
        }
        return config;
    }

    /// Writes the checkpoint; the tokenizer is left out.
    public Path write(Path folder) {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        SequencedMap<String, long[]> shapes = shapes();
        values().forEach((name, values) -> tensors.put(
                stored(name), TensorData.of(dtype, Shape.of(Objects.requireNonNull(shapes.get(name))), values)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        Json.write(folder.resolve("config.json"), config());
        return folder;
    }

    /// A prompt with one picture of noise between its texts.
    public Prompt prompt() {
        Random random = new Random(seed + 1);
        float[] pixels = new float[3 * IMAGE * IMAGE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        int[] tokens = new int[3 + imageTokens() + 4];
        for (int i = 0; i < tokens.length; i++) {
            boolean image = i >= 3 && i < 3 + imageTokens();
            tokens[i] = image ? IMAGE_TOKEN : 6 + random.nextInt(VOCABULARY - 6);
        }
        return new Prompt(tokens, List.of(pixels));
    }
}

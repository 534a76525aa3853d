package org.espalier.model.llava.training;

import static org.espalier.model.llava.training.TokenizerFiles.ordered;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.llava.LlavaConfig;
import org.espalier.model.llava.TextConfig;
import org.espalier.model.llava.VisionConfig;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/// Writes a trained model as a Hugging Face LLaVA folder, float16, in the layout of the published checkpoints.
public final class HuggingFaceFolder {

    private HuggingFaceFolder() {}

    /// Writes configuration, tokenizer, preprocessor and weights into an existing folder.
    public static void write(Path folder, LlavaTraining.Trained trained) {
        LlavaConfig config = trained.config();
        Json.write(folder.resolve("config.json"), config(config));
        Json.write(folder.resolve("generation_config.json"), generation());
        Json.write(folder.resolve("preprocessor_config.json"), preprocessor(config.vision()));
        Json.write(folder.resolve("processor_config.json"), processor(config.vision()));
        Json.write(folder.resolve("tokenizer.json"), TokenizerFiles.tokenizer(trained.words()));
        Json.write(folder.resolve("tokenizer_config.json"), TokenizerFiles.tokenizerConfig());
        Json.write(folder.resolve("special_tokens_map.json"), TokenizerFiles.specialTokens());
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        new TreeMap<>(trained.tensors())
                .forEach((name, tensor) -> tensors.put(
                        publishedName(name), TensorData.of(DType.F16, Shape.of(tensor.shape()), tensor.values())));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    }

    /// The name a tensor has in the checkpoints on the hub, from its canonical one.
    static String publishedName(String canonical) {
        if (canonical.startsWith("vision_tower.")) {
            return "vision_tower.vision_model." + canonical.substring("vision_tower.".length());
        }
        if (canonical.startsWith("language_model.")) {
            return "language_model.model." + canonical.substring("language_model.".length());
        }
        return canonical.startsWith("lm_head.") ? "language_model." + canonical : canonical;
    }

    private static Map<String, @Nullable Object> config(LlavaConfig config) {
        VisionConfig vision = config.vision();
        TextConfig text = config.text();
        return ordered(
                "architectures",
                List.of("LlavaForConditionalGeneration"),
                "model_type",
                "llava",
                "image_token_index",
                config.imageToken(),
                "image_seq_length",
                config.tokensPerPicture(),
                "pad_token_id",
                Vocabulary.PAD,
                "projector_hidden_act",
                "gelu",
                "multimodal_projector_bias",
                true,
                "vision_feature_layer",
                config.featureLayers().getFirst(),
                "vision_feature_select_strategy",
                "default",
                "tie_word_embeddings",
                false,
                "torch_dtype",
                "float16",
                "text_config",
                ordered(
                        "model_type",
                        "llama",
                        "architectures",
                        List.of("LlamaForCausalLM"),
                        "vocab_size",
                        text.vocabulary(),
                        "hidden_size",
                        text.hidden(),
                        "intermediate_size",
                        text.intermediate(),
                        "num_hidden_layers",
                        text.layers(),
                        "num_attention_heads",
                        text.heads(),
                        "num_key_value_heads",
                        text.keyValueHeads(),
                        "head_dim",
                        text.headDim(),
                        "hidden_act",
                        "silu",
                        "max_position_embeddings",
                        text.maxPositions(),
                        "rms_norm_eps",
                        1e-5,
                        "rope_theta",
                        10000.0,
                        "attention_bias",
                        false,
                        "mlp_bias",
                        false,
                        "tie_word_embeddings",
                        false,
                        "bos_token_id",
                        Vocabulary.BEGIN,
                        "eos_token_id",
                        Vocabulary.END,
                        "pad_token_id",
                        Vocabulary.PAD,
                        "torch_dtype",
                        "float16"),
                "vision_config",
                ordered(
                        "model_type", "clip_vision_model",
                        "hidden_size", vision.hidden(),
                        "intermediate_size", vision.intermediate(),
                        "num_hidden_layers", vision.layers(),
                        "num_attention_heads", vision.heads(),
                        "num_channels", vision.channels(),
                        "image_size", vision.image(),
                        "patch_size", vision.patch(),
                        "hidden_act", "quick_gelu",
                        "layer_norm_eps", 1e-5,
                        "projection_dim", vision.hidden(),
                        "torch_dtype", "float16"));
    }

    private static Map<String, @Nullable Object> generation() {
        return ordered(
                "bos_token_id", Vocabulary.BEGIN,
                "eos_token_id", Vocabulary.END,
                "pad_token_id", Vocabulary.PAD,
                "do_sample", false,
                "max_new_tokens", 8);
    }

    private static Map<String, @Nullable Object> preprocessor(VisionConfig vision) {
        return ordered(
                "image_processor_type",
                "CLIPImageProcessor",
                "processor_class",
                "LlavaProcessor",
                "do_convert_rgb",
                true,
                "do_resize",
                true,
                "size",
                ordered("shortest_edge", vision.image()),
                "resample",
                3,
                "do_center_crop",
                true,
                "crop_size",
                ordered("height", vision.image(), "width", vision.image()),
                "do_rescale",
                true,
                "rescale_factor",
                1 / 255.0,
                "do_normalize",
                true,
                "image_mean",
                List.of(0.5, 0.5, 0.5),
                "image_std",
                List.of(0.5, 0.5, 0.5));
    }

    private static Map<String, @Nullable Object> processor(VisionConfig vision) {
        return ordered(
                "processor_class", "LlavaProcessor",
                "image_token", "<image>",
                "patch_size", vision.patch(),
                "num_additional_image_tokens", 1,
                "vision_feature_select_strategy", "default");
    }
}

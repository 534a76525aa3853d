package org.espalier.model.llava;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// Writes a checkpoint of LLaVA-1.5-7B's shape with seeded normal weights, 13.5 GiB of F16 in three shards: what a
/// run at full size is tried on. Tokenizer and template are those of a small checkpoint.
///
/// ```
/// java ... org.espalier.model.llava.FullSizeLlava OUT assets/llava-easy-vqa [SEED] [BLOCKS]
/// ```
final class FullSizeLlava {

    private static final int HIDDEN = 4096;
    private static final int INNER = 11008;
    private static final int VOCABULARY = 32064;
    private static final int VISION = 1024;
    private static final int VISION_INNER = 4096;
    private static final int VISION_LAYERS = 24;
    private static final int CHUNK = 1 << 20;
    private static final double SPREAD = 0.02;

    private final Map<String, SequencedMap<String, TensorData>> shards = new LinkedHashMap<>();
    private final short[] normal = quantiles();
    private final long seed;
    private String shard = "";
    private int tensors;

    private FullSizeLlava(long seed) {
        this.seed = seed;
    }

    static void main(String[] arguments) throws IOException {
        Path out = Path.of(arguments[0]);
        int blocks = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 32;
        new FullSizeLlava(arguments.length > 2 ? Long.parseLong(arguments[2]) : 0)
                .write(out, Path.of(arguments[1]), blocks);
    }

    private void write(Path out, Path texts, int blocks) throws IOException {
        Files.createDirectories(out);
        begin(1);
        tower();
        matrix("multi_modal_projector.linear_1.weight", HIDDEN, VISION);
        constant("multi_modal_projector.linear_1.bias", 0, HIDDEN);
        matrix("multi_modal_projector.linear_2.weight", HIDDEN, HIDDEN);
        constant("multi_modal_projector.linear_2.bias", 0, HIDDEN);
        matrix("language_model.model.embed_tokens.weight", VOCABULARY, HIDDEN);
        for (int block = 0; block < blocks; block++) {
            if (block == blocks / 3 || block == 2 * blocks / 3) {
                begin(block == blocks / 3 ? 2 : 3);
            }
            block("language_model.model.layers." + block + ".");
        }
        constant("language_model.model.norm.weight", 1, HIDDEN);
        matrix("language_model.lm_head.weight", VOCABULARY, HIDDEN);
        long total = 0;
        ObjectNode map = Json.mapper().createObjectNode();
        for (Map.Entry<String, SequencedMap<String, TensorData>> e : shards.entrySet()) {
            SafetensorsWriter.write(out.resolve(e.getKey()), e.getValue(), Map.of("format", "pt"));
            for (Map.Entry<String, TensorData> tensor : e.getValue().entrySet()) {
                map.put(tensor.getKey(), e.getKey());
                total += tensor.getValue().bytes();
            }
        }
        ObjectNode index = Json.mapper().createObjectNode();
        index.putObject("metadata").put("total_size", total);
        index.set("weight_map", map);
        Json.write(out.resolve("model.safetensors.index.json"), index);
        texts(out, texts, blocks);
    }

    private void tower() {
        String tower = "vision_tower.vision_model.";
        matrix(tower + "embeddings.class_embedding", VISION);
        matrix(tower + "embeddings.patch_embedding.weight", VISION, 3, 14, 14);
        matrix(tower + "embeddings.position_embedding.weight", 577, VISION);
        norm(tower + "pre_layrnorm");
        for (int n = 0; n < VISION_LAYERS; n++) {
            String block = tower + "encoder.layers." + n + ".";
            norm(block + "layer_norm1");
            norm(block + "layer_norm2");
            for (String projection : List.of("q", "k", "v", "out")) {
                matrix(block + "self_attn." + projection + "_proj.weight", VISION, VISION);
                constant(block + "self_attn." + projection + "_proj.bias", 0, VISION);
            }
            matrix(block + "mlp.fc1.weight", VISION_INNER, VISION);
            constant(block + "mlp.fc1.bias", 0, VISION_INNER);
            matrix(block + "mlp.fc2.weight", VISION, VISION_INNER);
            constant(block + "mlp.fc2.bias", 0, VISION);
        }
        norm(tower + "post_layernorm");
    }

    private void norm(String name) {
        constant(name + ".weight", 1, VISION);
        constant(name + ".bias", 0, VISION);
    }

    private void block(String name) {
        constant(name + "input_layernorm.weight", 1, HIDDEN);
        for (String projection : List.of("q", "k", "v", "o")) {
            matrix(name + "self_attn." + projection + "_proj.weight", HIDDEN, HIDDEN);
        }
        constant(name + "post_attention_layernorm.weight", 1, HIDDEN);
        matrix(name + "mlp.gate_proj.weight", INNER, HIDDEN);
        matrix(name + "mlp.up_proj.weight", INNER, HIDDEN);
        matrix(name + "mlp.down_proj.weight", HIDDEN, INNER);
    }

    private void begin(int number) {
        shard = "model-0000" + number + "-of-00003.safetensors";
        shards.put(shard, new LinkedHashMap<>());
    }

    private void matrix(String name, long... dims) {
        put(name, new Normal(Shape.of(dims), ShortBuffer.wrap(normal), seed + 7919L * tensors));
    }

    private void constant(String name, float value, long... dims) {
        float[] values = new float[(int) Shape.of(dims).elements()];
        java.util.Arrays.fill(values, value);
        put(name, TensorData.of(DType.F16, Shape.of(dims), values));
    }

    private void put(String name, TensorData data) {
        SequencedMap<String, TensorData> current = shards.get(shard);
        if (current != null) {
            current.put(name, data);
        }
        tensors++;
    }

    /// 65536 draws, sorted or not: a table to draw from again.
    private static short[] quantiles() {
        Random random = new Random(1);
        short[] table = new short[1 << 16];
        for (int i = 0; i < table.length; i++) {
            table[i] = Float.floatToFloat16((float) (SPREAD * random.nextGaussian()));
        }
        return table;
    }

    /// Normal weights, four from each step of a linear congruence.
    private record Normal(Shape shape, ShortBuffer table, long seed) implements TensorData {

        @Override
        public DType dtype() {
            return DType.F16;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK * 2).order(ByteOrder.LITTLE_ENDIAN);
            long state = seed * 0x9E3779B97F4A7C15L + 1;
            for (long left = shape.elements(); left > 0; left -= CHUNK) {
                chunk.clear();
                for (int i = 0; i < Math.min(CHUNK, left); i++) {
                    state = state * 6364136223846793005L + 1442695040888963407L;
                    chunk.putShort(table.get((int) (state >>> 48)));
                }
                chunk.flip();
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        }
    }

    private static void texts(Path out, Path from, int blocks) throws IOException {
        List<String> names = new ArrayList<>(
                List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "processor_config.json"));
        for (String name : names) {
            Files.copy(from.resolve(name), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        ObjectNode pictures = (ObjectNode) Json.read(from.resolve("preprocessor_config.json"));
        pictures.putObject("size").put("shortest_edge", 336);
        pictures.putObject("crop_size").put("height", 336).put("width", 336);
        Json.write(out.resolve("preprocessor_config.json"), pictures);
        ObjectNode config = Json.mapper().createObjectNode();
        config.put("model_type", "llava");
        config.put(
                "image_token_index",
                Json.read(from.resolve("config.json")).path("image_token_index").asInt());
        config.put("vision_feature_layer", -2);
        config.put("vision_feature_select_strategy", "default");
        ObjectNode text = config.putObject("text_config");
        text.put("model_type", "llama").put("vocab_size", VOCABULARY).put("max_position_embeddings", 4096);
        text.put("rms_norm_eps", 1e-5).put("num_hidden_layers", blocks);
        Json.write(out.resolve("config.json"), config);
    }
}

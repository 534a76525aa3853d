package org.espalier.workbench.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/// Writes checkpoints that have the tensors of a LLaVA and no data: files of holes, as large as they claim.
///
/// @param towerHidden width of the vision tower
/// @param towerInner width of its MLP
/// @param towerBlocks number of its blocks
/// @param hidden width of the language model
/// @param inner width of its MLP
/// @param blocks number of its blocks
/// @param vocabulary number of tokens
public record LlavaFile(
        int towerHidden, int towerInner, int towerBlocks, int hidden, int inner, int blocks, int vocabulary) {

    /// LLaVA-1.5-7B as Hugging Face ships it.
    public static final LlavaFile SEVEN_BILLION = new LlavaFile(1024, 4096, 24, 4096, 11008, 32, 32064);

    /// Names of the hub's files and shapes.
    public SequencedMap<String, long[]> tensors() {
        SequencedMap<String, long[]> t = new LinkedHashMap<>();
        String v = "vision_tower.vision_model.";
        t.put(v + "embeddings.class_embedding", new long[] {towerHidden});
        t.put(v + "embeddings.patch_embedding.weight", new long[] {towerHidden, 3, 14, 14});
        t.put(v + "embeddings.position_embedding.weight", new long[] {577, towerHidden});
        layer(t, v + "pre_layrnorm", towerHidden);
        layer(t, v + "post_layernorm", towerHidden);
        for (int n = 0; n < towerBlocks; n++) {
            String b = v + "encoder.layers." + n + ".";
            layer(t, b + "layer_norm1", towerHidden);
            layer(t, b + "layer_norm2", towerHidden);
            for (String p : List.of("q", "k", "v", "out")) {
                layer(t, b + "self_attn." + p + "_proj", towerHidden, towerHidden);
            }
            layer(t, b + "mlp.fc1", towerInner, towerHidden);
            layer(t, b + "mlp.fc2", towerHidden, towerInner);
        }
        layer(t, "multi_modal_projector.linear_1", hidden, towerHidden);
        layer(t, "multi_modal_projector.linear_2", hidden, hidden);
        String l = "language_model.model.";
        t.put(l + "embed_tokens.weight", new long[] {vocabulary, hidden});
        for (int n = 0; n < blocks; n++) {
            String b = l + "layers." + n + ".";
            for (String p : List.of("q", "k", "v", "o")) {
                t.put(b + "self_attn." + p + "_proj.weight", new long[] {hidden, hidden});
            }
            t.put(b + "mlp.gate_proj.weight", new long[] {inner, hidden});
            t.put(b + "mlp.up_proj.weight", new long[] {inner, hidden});
            t.put(b + "mlp.down_proj.weight", new long[] {hidden, inner});
            t.put(b + "input_layernorm.weight", new long[] {hidden});
            t.put(b + "post_attention_layernorm.weight", new long[] {hidden});
        }
        t.put(l + "norm.weight", new long[] {hidden});
        t.put("language_model.lm_head.weight", new long[] {vocabulary, hidden});
        return t;
    }

    private static void layer(Map<String, long[]> t, String name, long... weight) {
        t.put(name + ".weight", weight);
        t.put(name + ".bias", new long[] {weight[0]});
    }

    /// The matching `config.json`.
    public String config() {
        return """
                {"model_type":"llava","vision_feature_layer":-2,
                 "text_config":{"model_type":"llama","hidden_size":%d,"intermediate_size":%d,"num_hidden_layers":%d,
                  "num_attention_heads":2,"vocab_size":%d},
                 "vision_config":{"model_type":"clip_vision_model","hidden_size":%d,"intermediate_size":%d,
                  "num_hidden_layers":%d,"num_attention_heads":2,"image_size":336,"patch_size":14}}""".formatted(hidden, inner, blocks, vocabulary, towerHidden, towerInner, towerBlocks);
    }

    /// Writes a file of halves.
    public static void write(Path file, Map<String, long[]> tensors, UnaryOperator<String> naming) throws IOException {
        StringJoiner header = new StringJoiner(",", "{", "}");
        long at = 0;
        for (Map.Entry<String, long[]> e : tensors.entrySet()) {
            long bytes = 2;
            StringJoiner shape = new StringJoiner(",", "[", "]");
            for (long d : e.getValue()) {
                bytes *= d;
                shape.add(Long.toString(d));
            }
            header.add("\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(naming.apply(e.getKey()), shape, at, at + bytes));
            at += bytes;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            out.setLength(8 + json.length + at);
        }
    }
}

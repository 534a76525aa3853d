package org.espalier.model.llava;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.LongStream;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.CanonicalName;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.MappedTensor;
import org.jspecify.annotations.Nullable;

/// The shapes a configuration gives each tensor, held against a checkpoint without reading a weight.
public final class LlavaShapes {

    /// The embedding's rows count, whatever the configuration says.
    private static final long ANY = -1;

    private final SequencedMap<String, List<Long>> expected = new LinkedHashMap<>();
    private final @Nullable VisionConfig vision;
    private final TextConfig text;

    private LlavaShapes(TextConfig text, @Nullable VisionConfig vision) {
        this.text = text;
        this.vision = vision;
    }

    /// Checks every known tensor of a LLaVA.
    ///
    /// @param complete whether tensors may be absent only with their whole part: false for a single shard
    /// @throws WorkbenchException naming file and tensor, if one is absent, has another shape or is in a
    ///     block that the configuration does not have
    public static void checkLlava(Checkpoint checkpoint, boolean complete) {
        LlavaConfig config = LlavaConfig.read(configFile(checkpoint), checkpoint.config());
        LlavaShapes shapes = new LlavaShapes(config.text(), config.vision());
        shapes.tower(config.vision());
        shapes.layer(
                "multi_modal_projector.linear_1",
                config.projectorBias(),
                config.text().hidden(),
                config.featureWidth());
        shapes.layer(
                "multi_modal_projector.linear_2",
                config.projectorBias(),
                config.text().hidden(),
                config.text().hidden());
        shapes.decoder(config.text());
        shapes.check(checkpoint, complete);
    }

    /// Checks every known tensor of a LLaMA, as [#checkLlava].
    public static void checkLlama(Checkpoint checkpoint, boolean complete) {
        TextConfig config = ConfigReader.readText(configFile(checkpoint), checkpoint.config());
        LlavaShapes shapes = new LlavaShapes(config, null);
        shapes.decoder(config);
        shapes.check(checkpoint, complete);
    }

    private static String configFile(Checkpoint checkpoint) {
        return checkpoint.folder().resolve("config.json").toString();
    }

    private void tower(VisionConfig c) {
        String tower = "vision_tower.";
        put(tower + "embeddings.class_embedding", c.hidden());
        put(tower + "embeddings.patch_embedding.weight", c.hidden(), c.channels(), c.patch(), c.patch());
        put(tower + "embeddings.position_embedding.weight", c.patches() + 1L, c.hidden());
        layer(tower + "pre_layrnorm", true, c.hidden());
        for (int n = 0; n < c.layers(); n++) {
            String block = tower + "encoder.layers." + n + ".";
            layer(block + "layer_norm1", true, c.hidden());
            layer(block + "layer_norm2", true, c.hidden());
            for (String projection : List.of("q", "k", "v", "out")) {
                layer(block + "self_attn." + projection + "_proj", true, c.hidden(), c.hidden());
            }
            layer(block + "mlp.fc1", true, c.intermediate(), c.hidden());
            layer(block + "mlp.fc2", true, c.hidden(), c.intermediate());
        }
        layer(tower + "post_layernorm", true, c.hidden());
    }

    private void decoder(TextConfig c) {
        put("language_model.embed_tokens.weight", ANY, c.hidden());
        for (int n = 0; n < c.layers(); n++) {
            BlockSize size = c.size(n);
            long queries = (long) size.heads() * c.headDim();
            long keys = (long) size.keyValueHeads() * c.headDim();
            String block = "language_model.layers." + n + ".";
            layer(block + "input_layernorm", false, c.hidden());
            layer(block + "self_attn.q_proj", false, queries, c.hidden());
            layer(block + "self_attn.k_proj", false, keys, c.hidden());
            layer(block + "self_attn.v_proj", false, keys, c.hidden());
            layer(block + "self_attn.o_proj", false, c.hidden(), queries);
            layer(block + "post_attention_layernorm", false, c.hidden());
            layer(block + "mlp.gate_proj", false, size.intermediate(), c.hidden());
            layer(block + "mlp.up_proj", false, size.intermediate(), c.hidden());
            layer(block + "mlp.down_proj", false, c.hidden(), size.intermediate());
        }
        layer("language_model.norm", false, c.hidden());
        put("lm_head.weight", ANY, c.hidden());
    }

    private void layer(String name, boolean bias, long... weight) {
        put(name + ".weight", weight);
        if (bias) {
            put(name + ".bias", weight[0]);
        }
    }

    private void put(String name, long... dims) {
        expected.put(name, LongStream.of(dims).boxed().toList());
    }

    private void check(Checkpoint checkpoint, boolean complete) {
        Map<String, MappedTensor> stored = new HashMap<>();
        for (String name : checkpoint.names()) {
            CanonicalName.of(name).ifPresent(role -> {
                MappedTensor tensor = checkpoint.tensor(name);
                checkBlock(role, tensor);
                List<Long> shape = expected.get(role.name());
                if (shape != null && !agrees(shape, tensor)) {
                    throw refuse(
                            "llava.tensor-shape",
                            tensor.where() + " is " + tensor.shape() + ", but config.json makes it "
                                    + shape.toString().replace(Long.toString(ANY), "any"));
                }
                stored.put(role.name(), tensor);
            });
        }
        if (complete) {
            expected.keySet().stream()
                    .filter(name -> !stored.containsKey(name) && required(name, stored))
                    .findFirst()
                    .ifPresent(name -> {
                        throw refuse(
                                "llava.tensor-missing",
                                checkpoint.folder() + ": no tensor in the role of '" + name
                                        + "', which config.json asks for");
                    });
        }
    }

    /// A head may share the embedding; the original release keeps its tower elsewhere, but has it whole or
    /// not at all; nothing reads the tower's last norm.
    private static boolean required(String name, Map<String, MappedTensor> stored) {
        if (name.startsWith("vision_tower.")) {
            return !name.startsWith("vision_tower.post_layernorm.")
                    && stored.keySet().stream().anyMatch(n -> n.startsWith("vision_tower."));
        }
        return !name.equals("lm_head.weight");
    }

    private void checkBlock(CanonicalName role, MappedTensor tensor) {
        VisionConfig tower = vision;
        int blocks = switch (role.component()) {
            case LANGUAGE_MODEL -> text.layers();
            case VISION_TOWER -> tower == null ? Integer.MAX_VALUE : tower.layers();
            case PROJECTOR -> Integer.MAX_VALUE;
        };
        if (role.block() >= blocks) {
            throw refuse(
                    "llava.tensor-block",
                    tensor.where() + " is in block " + role.block() + ", but config.json has only " + blocks);
        }
    }

    private static boolean agrees(List<Long> shape, MappedTensor tensor) {
        List<Long> actual = tensor.shape().dims();
        if (actual.size() != shape.size()) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) != ANY && !shape.get(i).equals(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static WorkbenchException refuse(String code, String what) {
        return WorkbenchException.input(code, what, "Use config.json and weights of the same model.");
    }
}

package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.espalier.format.Json;
import org.espalier.format.safetensors.SafetensorsWriter;
import org.espalier.format.safetensors.TensorData;
import org.espalier.model.vit.VitConfig;
import org.espalier.model.vit.VitConfigFile;
import org.espalier.model.vit.VitWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.Shape;
import org.espalier.workbench.bench.LlavaFile;
import org.espalier.workbench.step.ModelInspectStep.Part;
import org.espalier.workbench.step.ModelInspectStep.Result;
import org.espalier.workbench.step.ModelInspectStep.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelInspectStepTest {

    /// Two small blocks.
    private static final LlavaFile TINY = new LlavaFile(8, 16, 2, 12, 20, 2, 30);

    @TempDir
    private Path dir = Path.of("");

    private Result inspect(boolean zeros) {
        return inspect(dir, zeros);
    }

    private static Result inspect(Path path, boolean zeros) {
        return new ModelInspectStep().run(new ModelInspectStep.Parameters(path, zeros), TaskContext.NONE);
    }

    private void write(LlavaFile model, UnaryOperator<String> naming) throws IOException {
        Files.writeString(dir.resolve("config.json"), model.config());
        LlavaFile.write(dir.resolve("model.safetensors"), model.tensors(), naming);
    }

    @Test
    void answersForSevenBillionParametersFromTheHeadersAlone() throws IOException {
        write(LlavaFile.SEVEN_BILLION, name -> name);
        Files.writeString(dir.resolve("config.json"), """
                {"model_type":"llava","image_token_index":32000,"text_config":{"vocab_size":32064},"vision_config":
                {"hidden_size":1024,"intermediate_size":4096,"num_hidden_layers":24,"num_attention_heads":16,
                "image_size":336,"patch_size":14}}""");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        Result result = inspect(false);
        assertTrue(threads.getCurrentThreadAllocatedBytes() - allocated < 100_000_000, "allocated too much");
        assertEquals("llava", result.kind());
        assertEquals(686, result.tensors().size());
        assertEquals(7_063_427_072L, result.parameters());
        assertEquals(14_126_854_144L, result.bytes());
        assertEquals(
                List.of(
                        new Part("vision_tower", 303_507_456L, 607_014_912L),
                        new Part("projector", 20_979_712L, 41_959_424L),
                        new Part("language_model", 6_738_939_904L, 13_477_879_808L)),
                result.components());
        assertEquals(
                6_476_005_376L,
                result.tensors().stream()
                        .filter(t -> t.prunable() && t.component().equals("language_model"))
                        .mapToLong(t -> t.shape().get(0) * t.shape().get(1))
                        .sum());
    }

    @Test
    void givesEveryLayoutTheSameLayers() throws IOException {
        write(TINY, name -> name);
        Result hub = inspect(false);
        Map<String, UnaryOperator<String>> layouts = Map.of(
                "4.52",
                name -> name.equals("language_model.lm_head.weight")
                        ? "lm_head.weight"
                        : "model." + name.replace("language_model.model.", "language_model."),
                "5.6",
                name -> name.equals("language_model.lm_head.weight")
                        ? "lm_head.weight"
                        : "model."
                                + name.replace("language_model.model.", "language_model.")
                                        .replace(".vision_model", ""),
                "original",
                name -> name.replace("language_model.", "")
                        .replace("multi_modal_projector.linear_1", "model.mm_projector.0")
                        .replace("multi_modal_projector.linear_2", "model.mm_projector.2")
                        .replace("vision_tower.", "model.vision_tower.vision_tower."));
        for (UnaryOperator<String> layout : layouts.values()) {
            write(TINY, layout);
            Result other = inspect(false);
            assertEquals(hub.components(), other.components());
            assertEquals(
                    hub.tensors().stream().map(Tensor::layer).toList(),
                    other.tensors().stream().map(Tensor::layer).toList());
        }
        Tensor q = hub.tensors().stream()
                .filter(t -> t.name().equals("language_model.model.layers.0.self_attn.q_proj.weight"))
                .findFirst()
                .orElseThrow();
        assertEquals("language_model.layers.0.self_attn.q_proj", q.layer());
        assertEquals("model.safetensors", q.file());
        assertNull(q.zeros());
    }

    @Test
    void countsZerosOnlyWhenAsked() {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("model.layers.0.mlp.up_proj.weight", TensorData.of(Shape.of(2, 2), new float[] {0, -0f, 1, 2}));
        tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", TensorData.of(Shape.of(2), new float[2]));
        Path file = dir.resolve("x.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        Result result = inspect(file, true);
        assertEquals("llama", result.kind());
        assertEquals(4, result.parameters());
        assertEquals(24, result.bytes());
        assertEquals(2L, result.tensors().getFirst().zeros());
        assertTrue(result.tensors().getFirst().prunable());
        assertFalse(result.tensors().getLast().prunable());
        assertEquals(
                "{\"name\":\"model.layers.0.mlp.up_proj.weight\",\"component\":\"language_model\","
                        + "\"layer\":\"language_model.layers.0.mlp.up_proj\",\"shape\":[2,2],\"dtype\":\"F32\","
                        + "\"file\":\"x.safetensors\",\"zeros\":2,\"prunable\":true}",
                Json.line(result.tensors().getFirst()));
    }

    @Test
    void refusesWeightsThatTheConfigDoesNotDescribe() throws IOException {
        write(TINY, name -> name);
        refuses(
                new LlavaFile(8, 16, 2, 12, 24, 2, 30),
                "llava.tensor-shape",
                "model.safetensors: tensor 'language_model.model.layers.0.mlp.gate_proj.weight' is [20, 12], "
                        + "but config.json makes it [24, 12]");
        refuses(
                new LlavaFile(8, 16, 2, 12, 20, 1, 30),
                "llava.tensor-block",
                "model.safetensors: tensor 'language_model.model.layers.1.self_attn.q_proj.weight' is in block 1, "
                        + "but config.json has only 1");
        refuses(
                new LlavaFile(8, 16, 2, 12, 20, 3, 30),
                "llava.tensor-missing",
                ": no tensor in the role of 'language_model.layers.2.input_layernorm.weight', "
                        + "which config.json asks for");
        refuses(
                new LlavaFile(8, 16, 3, 12, 20, 2, 30),
                "llava.tensor-missing",
                ": no tensor in the role of 'vision_tower.encoder.layers.2.layer_norm1.weight', "
                        + "which config.json asks for");
    }

    private void refuses(LlavaFile config, String code, String message) throws IOException {
        Files.writeString(dir.resolve("config.json"), config.config());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> inspect(false));
        assertEquals(code, e.code());
        assertTrue(e.getMessage().startsWith(dir.toString()) && e.getMessage().endsWith(message), e.getMessage());
    }

    @Test
    void takesOneShardForWhatItIs() throws IOException {
        SequencedMap<String, long[]> half = new LinkedHashMap<>();
        TINY.tensors().forEach((name, shape) -> {
            if (name.startsWith("vision")) {
                half.put(name, shape);
            }
        });
        Files.writeString(dir.resolve("config.json"), TINY.config());
        LlavaFile.write(dir.resolve("model-00001-of-00002.safetensors"), half, name -> name);
        Result result = inspect(dir.resolve("model-00001-of-00002.safetensors"), false);
        assertEquals("llava", result.kind());
        assertEquals(1, result.components().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"qwen2_vl\"", "7", "null", "{}"})
    void refusesOtherArchitectures(String type) throws IOException {
        write(TINY, name -> name);
        Files.writeString(dir.resolve("config.json"), "{\"model_type\":" + type + "}");
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> inspect(false));
        assertEquals("model.architecture", e.code());
        assertEquals(dir.resolve("config.json") + ": model_type " + type + " is not supported", e.getMessage());
    }

    @Test
    void refusesTensorsItCannotPlace() throws IOException {
        SequencedMap<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("conv1.weight", TensorData.of(Shape.of(1), new float[1]));
        SafetensorsWriter.write(dir.resolve("model.safetensors"), tensors, Map.of());
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> inspect(false));
        assertEquals("model.architecture", e.code());
    }

    @Test
    void tellsASupernetFromASubnet() throws IOException {
        String json = """
                {"model_type":"espalier_vit","image_size":32,"patch_size":16,"num_classes":2,"embed_dim":64,"depth":1,
                 "num_heads":1,"mlp_ratio":2,"low_rank":"two-factor","rank_ratio_attn":0.5,"rank_ratio_mlp":0.5,
                 "choices":%s}""";
        Files.writeString(
                dir.resolve("config.json"),
                json.formatted("{\"embed_dim\":[64],\"depth\":[1],\"num_heads\":[1],\"mlp_ratio\":[2]}"));
        VitConfig config = VitConfigFile.read(dir.resolve("config.json"));
        SequencedMap<String, long[]> shapes = VitWeights.shapes(config);
        LlavaFile.write(dir.resolve("model.safetensors"), shapes, name -> name);
        Result result = inspect(false);
        assertEquals("vit-supernet", result.kind());
        assertEquals(
                List.of("embeddings", "blocks", "head"),
                result.components().stream().map(Part::name).toList());
        assertTrue(result.tensors().stream().anyMatch(t -> t.layer().equals("blocks.0.attn.qkv1")));
        Files.writeString(dir.resolve("config.json"), json.formatted("{}"));
        assertEquals("vit-subnet", inspect(false).kind());
        shapes.put("head.bias", new long[] {3});
        LlavaFile.write(dir.resolve("model.safetensors"), shapes, name -> name);
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> inspect(false));
        assertEquals(
                dir.resolve("model.safetensors") + ": tensor 'head.bias' is [3], but config.json makes it [2]",
                e.getMessage());
    }
}

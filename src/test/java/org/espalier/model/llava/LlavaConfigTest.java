package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlavaConfigTest {

    @TempDir
    Path folder;

    private static LlavaConfig read(String json) throws JsonProcessingException {
        return LlavaConfig.read("config.json", Json.mapper().readTree(json));
    }

    @Test
    void anEmptyConfigurationIsLlava15With7BillionParameters() throws JsonProcessingException {
        LlavaConfig config = read("{}");
        assertEquals(new VisionConfig(1024, 4096, 24, 16, 336, 14, 3, Activation.QUICK_GELU, 1e-5f), config.vision());
        TextConfig text = config.text();
        assertEquals(
                List.of(4096, 11008, 32, 32, 32, 128),
                List.of(
                        text.hidden(),
                        text.intermediate(),
                        text.layers(),
                        text.heads(),
                        text.keyValueHeads(),
                        text.headDim()));
        assertEquals(new Rope(10000, new Rope.Plain()), text.rope());
        assertEquals(1e-6f, text.epsilon());
        assertEquals(List.of(-2), config.featureLayers());
        assertEquals(23, config.usedVisionBlocks());
        assertEquals(576, config.tokensPerPicture());
        assertEquals(32000, config.imageToken());
        assertFalse(config.keepsClassToken());
        assertTrue(config.projectorBias());
    }

    @Test
    void aVisionSectionHasTheDefaultsOfClip() throws JsonProcessingException {
        assertEquals(
                new VisionConfig(768, 3072, 12, 12, 224, 32, 3, Activation.QUICK_GELU, 1e-5f),
                read("{\"vision_config\":{}}").vision());
    }

    @Test
    void readsOldAndNewRotaryKeys() throws JsonProcessingException {
        assertEquals(
                new Rope(500000, new Rope.Llama3(32, 1, 4, 8192)),
                read("{\"text_config\":{\"rope_theta\":500000.0,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":32.0}}}")
                        .text()
                        .rope());
        assertEquals(
                new Rope(7, new Rope.Linearly(2)),
                read("{\"text_config\":{\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":2,\"rope_theta\":7}}}")
                        .text()
                        .rope());
    }

    @Test
    void readsTheOriginalReleasesKeys() throws JsonProcessingException {
        LlavaConfig config = read("{\"model_type\":\"llava_llama\",\"hidden_size\":64,\"num_attention_heads\":4,"
                + "\"num_hidden_layers\":2,\"intermediate_size\":96,\"rms_norm_eps\":1e-05,"
                + "\"mm_vision_select_layer\":-1,\"mm_vision_select_feature\":\"cls_patch\"}");
        assertEquals(64, config.text().hidden());
        assertEquals(1e-5f, config.text().epsilon());
        assertEquals(List.of(-1), config.featureLayers());
        assertTrue(config.keepsClassToken());
        assertEquals(336, config.vision().image());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model_type":"qwen2_vl"}                                  | qwen2_vl
            {"vision_config":{"model_type":"siglip_vision_model"}}     | siglip_vision_model
            {"text_config":{"model_type":"mistral"}}                   | mistral
            {"text_config":{"hidden_act":"xielu"}}                     | xielu
            {"projector_hidden_act":"mish"}                            | mish
            {"text_config":{"rope_scaling":{"type":"yarn"}}}           | yarn
            {"vision_feature_select_strategy":"all"}                   | all
            {"vision_feature_layer":[]}                                | vision_feature_layer
            {"vision_feature_layer":25}                                | vision_feature_layer 25
            {"vision_feature_layer":"last"}                            | vision_feature_layer
            {"text_config":{"num_attention_heads":3}}                  | 4096
            {"text_config":{"num_key_value_heads":5}}                  | 5 key and value heads
            {"text_config":{"hidden_size":-1}}                         | text_config.hidden_size
            {"text_config":{"hidden_size":1e3}}                        | text_config.hidden_size
            {"text_config":{"num_hidden_layers":100000}}               | text_config.num_hidden_layers
            {"text_config":[]}                                         | text_config
            {"vision_config":{"image_size":16}}                        | patch_size
            {"text_config":{"head_dim":5}}                             | head_dim
            {"multimodal_projector_bias":"yes"}                        | multimodal_projector_bias
            {"mm_projector_type":"linear"}                             | linear
            """)
    void refusesWhatItCannotRunAndSaysWhat(String json, String named) {
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> read(json));
        assertEquals(WorkbenchException.Fault.INPUT, refusal.fault());
        assertTrue(refusal.getMessage().contains("config.json"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }

    @Test
    void aConfigurationOfAnotherShapeThanTheWeightsNamesTheTensor() {
        TinyLlava tiny = TinyLlava.plain();
        tiny.write(folder);
        JsonNode config = Json.read(folder.resolve("config.json"));
        ((ObjectNode) config.path("text_config")).put("intermediate_size", 25);
        Json.write(folder.resolve("config.json"), config);
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> LlavaModel.open(folder));
        assertTrue(refusal.getMessage().contains("gate_proj.weight"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("25"), refusal.getMessage());
    }

    @Test
    void aConfigurationWithMoreBlocksThanTheWeightsNamesTheFirstMissing() throws java.io.IOException {
        TinyLlava tiny = TinyLlava.plain();
        tiny.write(folder);
        String config = Files.readString(folder.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3"));
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> LlavaModel.open(folder));
        assertTrue(refusal.getMessage().contains("language_model.layers.2."), refusal.getMessage());
    }
}

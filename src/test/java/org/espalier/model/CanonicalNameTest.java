package org.espalier.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalNameTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            model.layers.3.mlp.up_proj.weight,                        language_model.layers.3.mlp.up_proj.weight
            language_model.model.layers.3.mlp.up_proj.weight,         language_model.layers.3.mlp.up_proj.weight
            model.language_model.layers.3.mlp.up_proj.weight,         language_model.layers.3.mlp.up_proj.weight
            model.embed_tokens.weight,                                language_model.embed_tokens.weight
            language_model.model.embed_tokens.weight,                 language_model.embed_tokens.weight
            model.norm.weight,                                        language_model.norm.weight
            language_model.lm_head.weight,                            lm_head.weight
            lm_head.weight,                                           lm_head.weight
            model.mm_projector.0.weight,                              multi_modal_projector.linear_1.weight
            model.mm_projector.2.bias,                                multi_modal_projector.linear_2.bias
            multi_modal_projector.linear_1.bias,                      multi_modal_projector.linear_1.bias
            model.multi_modal_projector.linear_2.weight,              multi_modal_projector.linear_2.weight
            vision_tower.vision_model.pre_layrnorm.weight,            vision_tower.pre_layrnorm.weight
            model.vision_tower.vision_model.pre_layrnorm.weight,      vision_tower.pre_layrnorm.weight
            model.vision_tower.pre_layrnorm.weight,                   vision_tower.pre_layrnorm.weight
            vision_model.pre_layrnorm.weight,                         vision_tower.pre_layrnorm.weight
            model.vision_tower.vision_tower.vision_model.pre_layrnorm.bias, vision_tower.pre_layrnorm.bias
            """)
    void everyLayoutHasOneName(String tensor, String canonical) {
        assertEquals(canonical, CanonicalName.of(tensor).orElseThrow().name());
        assertEquals(canonical, CanonicalName.of(canonical).orElseThrow().name());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            model.layers.31.self_attn.o_proj.weight,                             language_model, 31, true
            model.layers.0.input_layernorm.weight,                               language_model, 0,  false
            lm_head.weight,                                                      language_model, -1, false
            model.embed_tokens.weight,                                           language_model, -1, false
            model.layers.0.self_attn.rotary_emb.inv_freq,                        language_model, 0,  false
            vision_tower.vision_model.encoder.layers.7.mlp.fc2.weight,           vision_tower,   7,  true
            vision_tower.vision_model.encoder.layers.7.mlp.fc2.bias,             vision_tower,   7,  false
            vision_tower.vision_model.encoder.layers.2.self_attn.out_proj.weight, vision_tower,  2,  true
            vision_tower.vision_model.embeddings.patch_embedding.weight,         vision_tower,   -1, false
            model.mm_projector.2.weight,                                         projector,      -1, true
            """)
    void saysWhereATensorIsAndWhetherItMayBePruned(String tensor, String component, int block, boolean prunable) {
        CanonicalName name = CanonicalName.of(tensor).orElseThrow();
        assertEquals(component, name.component().word());
        assertEquals(block, name.block());
        assertEquals(prunable, name.prunable());
    }

    @Test
    void knowsNoOtherTensors() {
        assertEquals(Optional.empty(), CanonicalName.of("blocks.0.attn.qkv.weight"));
        assertEquals(Optional.empty(), CanonicalName.of("model.image_newline"));
    }

    @Test
    void theLayerIsTheNameWithoutItsEnding() {
        assertEquals(
                "language_model.layers.0.mlp.up_proj",
                CanonicalName.of("model.layers.0.mlp.up_proj.weight")
                        .orElseThrow()
                        .layer());
        assertEquals(
                -1, CanonicalName.of("model.layers.99999999999.x").orElseThrow().block());
    }

    @Test
    void namesTheComponentsItKnows() {
        assertEquals(Component.PROJECTOR, Component.parse("projector"));
        WorkbenchException e = assertThrows(WorkbenchException.class, () -> Component.parse("tail"));
        assertTrue(e.remedy().contains("vision_tower"), e.remedy());
        assertFalse(e.getMessage().isBlank());
    }
}

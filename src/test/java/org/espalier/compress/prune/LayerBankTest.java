package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TinyLlava;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerBankTest {

    private static final TinyLlava TINY = TinyLlava.plain();

    @TempDir
    private Path folder;

    private CalibrationPrompts prompts = CalibrationPrompts.of(List.of(), new int[0], -1);

    @BeforeEach
    void write() {
        TINY.write(folder);
        Prompt picture = TINY.prompt();
        Prompt text = new Prompt(new int[] {6, 7, 8, 9, 10}, List.of());
        prompts =
                CalibrationPrompts.of(List.of(picture, text), new int[] {picture.tokens().length - 1, 3}, imageToken());
    }

    private int imageToken() {
        try (StreamedModel model = StreamedModel.open(folder)) {
            return model.llava().orElseThrow().config().imageToken();
        }
    }

    private LayerBank gather(Modalities modalities) {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.open(folder)) {
            return LayerBank.gather(
                    model,
                    PrunableLayer.of(checkpoint, EnumSet.allOf(Component.class)),
                    prompts,
                    prompts.weights(modalities),
                    Criterion.Needs.PRODUCTS,
                    TaskContext.NONE);
        }
    }

    @Test
    void everyLayerHasItsInputsAndTheirInverseIsShared() {
        try (LayerBank bank = gather(Modalities.ALIKE)) {
            long tokens = prompts.tokens();
            for (BankedLayer layer : bank.layers()) {
                if (layer.name().startsWith("language_model")) {
                    assertEquals(tokens, layer.inputs().tokens(), layer.name());
                    assertEquals(2, layer.inputs().sequences(), layer.name());
                } else if (layer.name().startsWith("vision_tower.encoder.layers.2")) {
                    assertEquals(0, layer.inputs().tokens(), "the last block is never run");
                    continue;
                }
                assertTrue(layer.inputs().hasProducts(), layer.name());
                Pruned pruned =
                        layer.prune(new Obs(), Target.exactly(layer.size() / 3, layer.size()), TaskContext.NONE);
                assertEquals(layer.size() / 3, pruned.mask().count(), layer.name());
            }
            BankedLayer q = bank.layer("language_model.layers.0.self_attn.q_proj");
            BankedLayer k = bank.layer("language_model.layers.0.self_attn.k_proj");
            assertSame(q.inputs().factor(0.01, TaskContext.NONE), k.inputs().factor(0.01, TaskContext.NONE));
            assertSame(q.ranks(Saliency.OBS, TaskContext.NONE), q.ranks(Saliency.OBS, TaskContext.NONE));
        }
    }

    @Test
    void aTokenThatCountsTwiceIsSeenTwice() {
        prompts = CalibrationPrompts.of(List.of(prompts.prompts().get(1)), new int[] {3}, imageToken());
        double[] alike = norms(Modalities.ALIKE);
        double[] doubled = norms(new Modalities(2, 2, 2, false));
        double[] answers = norms(new Modalities(1, 0, 1, false));
        double[] text = norms(new Modalities(1, 1, 0, false));
        for (int j = 0; j < alike.length; j++) {
            assertEquals(2 * alike[j] * alike[j], doubled[j] * doubled[j], 1e-4 * doubled[j] * doubled[j] + 1e-9);
            assertEquals(alike[j] * alike[j], answers[j] * answers[j] + text[j] * text[j], 1e-4 * alike[j] * alike[j]);
        }
    }

    @Test
    void balancedWeightsMakePicturesCountAsMuchAsTexts() {
        TokenWeights weights = prompts.weights(Modalities.parse("balanced"));
        float[] together = java.util.Objects.requireNonNull(weights.of(prompts.prompts()));
        double images = 0;
        double others = 0;
        int at = 0;
        for (Prompt prompt : prompts.prompts()) {
            for (int token : prompt.tokens()) {
                if (!prompt.pictures().isEmpty() && token == prompts.imageToken()) {
                    images += together[at++];
                } else {
                    others += together[at++];
                }
            }
        }
        assertEquals(others, images, 1e-4 * others);
        assertNotEquals(0, images);
    }

    @Test
    void readsWeightsAsTheyAreWritten() {
        assertEquals(Modalities.ALIKE, Modalities.parse("alike"));
        assertEquals(new Modalities(0.25, 1, 4, false), Modalities.parse("image=0.25, answer=4"));
        assertArrayEquals(null, prompts.weights(Modalities.ALIKE).of(prompts.prompts()));
        for (String wrong :
                List.of("", "pictures", "image=", "image=-1", "image=NaN", "image=0,text=0,answer=0", "a=1")) {
            assertThrows(WorkbenchException.class, () -> Modalities.parse(wrong), wrong);
        }
    }

    private double[] norms(Modalities modalities) {
        try (LayerBank bank = gatherText(modalities)) {
            return bank.layer("language_model.layers.1.mlp.down_proj").inputs().norms(TinyLlava.INNER);
        }
    }

    private LayerBank gatherText(Modalities modalities) {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.openText(folder)) {
            return LayerBank.gather(
                    model,
                    PrunableLayer.of(checkpoint, EnumSet.of(Component.LANGUAGE_MODEL)),
                    prompts,
                    prompts.weights(modalities),
                    Criterion.Needs.SQUARES,
                    TaskContext.NONE);
        }
    }
}

package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.model.llava.BlockStates;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TinyLlava;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What pruning learns of a model's layers, by the passes it prunes with.
class CalibrationStatisticsTest {

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

    /// Shows every layer of the decoder with its statistics, which live as long as the visit.
    private void decoder(
            StreamedModel model,
            List<PrunableLayer> layers,
            Modalities modalities,
            Criterion.Needs needs,
            BiConsumer<PrunableLayer, InputStatistics> visitor) {
        try (BlockStates states = BlockStates.of(model, prompts.prompts(), TaskContext.NONE)) {
            for (LayerGroup group : LayerGroup.of(layers)) {
                try (BlockPasses passes = new BlockPasses(
                        model, states, group, needs, prompts.weights(modalities), false, TaskContext.NONE)) {
                    group.layers().forEach(layer -> visitor.accept(layer, passes.inputs(layer)));
                }
                states.advance(group.block(), TaskContext.NONE);
            }
        }
    }

    private static List<PrunableLayer> layers(Checkpoint checkpoint, boolean decoder) {
        EnumSet<Component> rest = EnumSet.complementOf(EnumSet.of(Component.LANGUAGE_MODEL));
        return PrunableLayer.of(checkpoint, decoder ? EnumSet.of(Component.LANGUAGE_MODEL) : rest);
    }

    private static void pruneHalf(PrunableLayer layer, InputStatistics inputs) {
        assertTrue(inputs.hasProducts(), layer.name());
        Pruned pruned = new Obs().prune(layer.read(), inputs, Target.of(0.5), TaskContext.NONE);
        assertEquals(layer.weights() / 2, pruned.mask().count(), layer.name());
    }

    @Test
    void everyLayerOfTheDecoderHasItsInputsAndTheirFactorIsShared() {
        long tokens = prompts.tokens();
        Map<String, Object> factors = new HashMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.open(folder)) {
            List<PrunableLayer> layers = layers(checkpoint, true);
            decoder(model, layers, Modalities.ALIKE, Criterion.Needs.PRODUCTS, (layer, inputs) -> {
                assertEquals(tokens, inputs.tokens(), layer.name());
                assertEquals(2, inputs.sequences(), layer.name());
                factors.put(layer.name(), inputs.factor(0.01, TaskContext.NONE));
                pruneHalf(layer, inputs);
            });
            assertEquals(layers.stream().map(PrunableLayer::name).collect(Collectors.toSet()), factors.keySet());
        }
        assertSame(
                factors.get("language_model.layers.0.self_attn.q_proj"),
                factors.get("language_model.layers.0.self_attn.k_proj"));
        assertNotSame(
                factors.get("language_model.layers.0.self_attn.q_proj"),
                factors.get("language_model.layers.0.self_attn.o_proj"));
    }

    @Test
    void everyLayerOfTowerAndProjectorHasItsInputsButTheBlockThatIsNeverRun() {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.open(folder);
                NDManager manager = model.newManager()) {
            List<PrunableLayer> layers = layers(checkpoint, false);
            Set<String> names = layers.stream().map(PrunableLayer::name).collect(Collectors.toSet());
            try (InputRecorder recorder = new InputRecorder(manager, names, Criterion.Needs.PRODUCTS)) {
                new PictureRun(model, prompts.prompts()).observe(recorder, TaskContext.NONE);
                for (PrunableLayer layer : layers) {
                    InputStatistics inputs = recorder.of(layer.name());
                    if (layer.name().startsWith("vision_tower.encoder.layers.2")) {
                        assertEquals(0, inputs.tokens(), layer.name());
                    } else {
                        pruneHalf(layer, inputs);
                    }
                }
                recorder.closeStatistics();
            }
        }
    }

    @Test
    void inputsThatAreNoNumbersAreRefusedWhereRatiosAreFound() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            String embedding = checkpoint.names().stream()
                    .filter(name -> name.endsWith("embed_tokens.weight"))
                    .findFirst()
                    .orElseThrow();
            float[] broken = new float
                    [Math.toIntExact(checkpoint.tensor(embedding).shape().elements())];
            java.util.Arrays.fill(broken, Float.NaN);
            try (StreamedModel model = StreamedModel.open(folder, true, Map.of(embedding, () -> broken))) {
                RatioFinder finder = new RatioFinder(model, layers(checkpoint, true), prompts, TaskContext.NONE);
                assertEquals(
                        "prune.calibration.overflow",
                        assertThrows(WorkbenchException.class, () -> finder.find(Ratios.OWL, 0.5, 0))
                                .code());
            }
        }
    }

    @Test
    void closingARecorderFreesWhatItGaveOut() {
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.open(folder);
                NDManager manager = model.newManager()) {
            String layer = layers(checkpoint, false).getFirst().name();
            InputStatistics inputs;
            try (InputRecorder recorder = new InputRecorder(manager, Set.of(layer), Criterion.Needs.PRODUCTS)) {
                new PictureRun(model, prompts.prompts()).observe(recorder, TaskContext.NONE);
                inputs = recorder.of(layer);
                assertTrue(inputs.products().at(0, 0) > 0);
            }
            assertThrows(IllegalStateException.class, () -> inputs.products().at(0, 0));
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
        List<double[]> found = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                StreamedModel model = StreamedModel.open(folder, false, Map.of())) {
            decoder(model, layers(checkpoint, true), modalities, Criterion.Needs.SQUARES, (layer, inputs) -> {
                if (layer.name().equals("language_model.layers.1.mlp.down_proj")) {
                    found.add(inputs.norms(TinyLlava.INNER));
                }
            });
        }
        return found.getFirst();
    }
}

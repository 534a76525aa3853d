package org.espalier.compress.prune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.model.Component;
import org.espalier.model.llava.BlockSize;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TinyLlava;
import org.espalier.model.llava.TokenAnswers;
import org.espalier.model.llava.decode.MatrixSource;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.espalier.tensor.kernel.ScalarKernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StructuredPrunerTest {

    private static final TinyLlava TINY = TinyLlava.plain();
    private static final Prompt TEXT = new Prompt(new int[] {6, 7, 8, 9, 10, 11, 12}, List.of());

    @TempDir
    private Path folder;

    private Path dense = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void write() {
        dense = TINY.write(folder.resolve("dense"));
        out = folder.resolve("out");
    }

    private StructuredPruner.Outcome cut(double ratio, boolean even, boolean compensated) {
        return cut(
                new StructuredPruner.Cut(even ? new CutShares.Even(ratio) : new CutShares.Ranked(ratio), compensated));
    }

    private StructuredPruner.Outcome cut(StructuredPruner.Cut asked) {
        try (Checkpoint checkpoint = Checkpoint.open(dense);
                StreamedModel model = StreamedModel.open(dense, false, Map.of());
                PruneJob job = PruneJob.open(folder.resolve("job"), asked)) {
            CalibrationPrompts prompts = CalibrationPrompts.of(
                    List.of(TEXT, new Prompt(new int[] {20, 21, 22}, List.of())), new int[] {7, 3}, -1);
            return new StructuredPruner(
                            checkpoint,
                            PrunableLayer.of(checkpoint, EnumSet.of(Component.LANGUAGE_MODEL)),
                            TaskContext.NONE)
                    .write(model, prompts, asked, job, out);
        }
    }

    private float[] logits(Path model, Map<String, Supplier<float[]>> replaced) {
        try (StreamedModel streamed = StreamedModel.open(model, false, replaced)) {
            return streamed.logits(TEXT);
        }
    }

    /// The dense weights with zeros in the columns of `o_proj` and `down_proj` that the smaller matrix lacks.
    private Map<String, Supplier<float[]>> silenced() {
        Map<String, Supplier<float[]>> replaced = new HashMap<>();
        try (Checkpoint before = Checkpoint.open(dense);
                Checkpoint after = Checkpoint.open(out)) {
            for (String name : before.names()) {
                if (!name.matches(".*(o_proj|down_proj)\\.weight")) {
                    continue;
                }
                float[] values = before.tensor(name).floats();
                float[] left = after.tensor(name).floats();
                int columns = (int) before.tensor(name).shape().dim(1);
                int fewer = (int) after.tensor(name).shape().dim(1);
                Set<Float> firstRow = new HashSet<>();
                for (int j = 0; j < fewer; j++) {
                    firstRow.add(left[j]);
                }
                for (int i = 0; i < values.length; i++) {
                    values[i] = firstRow.contains(before.tensor(name).floats(i % columns, 1)[0]) ? values[i] : 0;
                }
                replaced.put(name, () -> values);
            }
        }
        return replaced;
    }

    @Test
    void aSmallerBlockSaysWhatTheDenseOneSaysWithoutTheCutChannels() {
        for (boolean even : new boolean[] {true, false}) {
            cut(0.5, even, false);
            assertArrayEquals(logits(dense, silenced()), logits(out, Map.of()), 1e-4f, "even " + even);
        }
    }

    @Test
    void anEvenCutIsAStandardCheckpoint() {
        StructuredPruner.Outcome outcome = cut(0.5, true, true);
        assertEquals(Set.of(new BlockSize(2, 1, 12)), Set.copyOf(outcome.sizes()));
        try (Checkpoint smaller = Checkpoint.open(out)) {
            JsonNode text = smaller.config().path("text_config");
            assertEquals(2, text.path("num_attention_heads").asInt());
            assertEquals(1, text.path("num_key_value_heads").asInt());
            assertEquals(12, text.path("intermediate_size").asInt());
            assertEquals(4, text.path("head_dim").asInt());
            assertTrue(text.path("attention_bias").asBoolean()
                    && text.path("mlp_bias").asBoolean());
            assertFalse(text.has(BlockSize.KEY));
            String block = "language_model.model.layers.1.";
            for (String layer :
                    List.of("self_attn.q", "self_attn.k", "self_attn.v", "self_attn.o", "mlp.gate", "mlp.up")) {
                assertTrue(smaller.has(block + layer + "_proj.bias"), layer);
            }
            assertEquals(
                    List.of(16L, 12L),
                    smaller.tensor(block + "mlp.down_proj.weight").shape().dims());
            try (Checkpoint before = Checkpoint.open(dense)) {
                String untouched = "vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight";
                assertArrayEquals(
                        before.tensor(untouched).floats(),
                        smaller.tensor(untouched).floats());
            }
        }
    }

    @Test
    void biasesBringTheOutputsBackOnAverage() {
        float[] expected = logits(dense, Map.of());
        cut(0.5, true, false);
        double without = distance(expected, logits(out, Map.of()));
        cut(0.5, true, true);
        double with = distance(expected, logits(out, Map.of()));
        assertTrue(with < without, with + " with biases, " + without + " without");
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void anUnevenCutIsOursAloneAndItsSizesAreRead() {
        StructuredPruner.Outcome outcome = cut(0.4, false, true);
        try (Checkpoint smaller = Checkpoint.open(out)) {
            JsonNode sizes = smaller.config().path("text_config").path(BlockSize.KEY);
            assertEquals(TinyLlava.LAYERS, sizes.size());
            for (int i = 0; i < sizes.size(); i++) {
                assertEquals(
                        outcome.sizes().get(i).intermediate(),
                        sizes.path(i).path("intermediate_size").asInt());
            }
        }
        assertEquals(TinyLlava.VOCABULARY, logits(out, Map.of()).length);
        long kept = outcome.kept().values().stream().mapToLong(w -> w).sum();
        long all = 0;
        try (Checkpoint before = Checkpoint.open(dense)) {
            for (PrunableLayer layer : PrunableLayer.of(before, EnumSet.of(Component.LANGUAGE_MODEL))) {
                all += layer.weights();
            }
        }
        assertEquals(0.6, (double) kept / all, 0.12);
    }

    @Test
    void blocksLoseWhatAPolicySaysAndThoseAtZeroKeepAll() {
        List<Double> heads = new ArrayList<>(Collections.nCopies(TinyLlava.LAYERS, 0.0));
        List<Double> neurons = new ArrayList<>(heads);
        heads.set(TinyLlava.LAYERS - 1, 0.5);
        neurons.set(TinyLlava.LAYERS - 1, 0.25);
        StructuredPruner.Outcome outcome = cut(new StructuredPruner.Cut(new CutShares.ByBlock(heads, neurons), false));
        assertEquals(new BlockSize(4, 2, 24), outcome.sizes().getFirst());
        assertEquals(new BlockSize(2, 1, 18), outcome.sizes().getLast());
        assertFalse(outcome.even());
        assertArrayEquals(logits(dense, silenced()), logits(out, Map.of()), 1e-4f);
    }

    @Test
    void theOwnDecoderSaysWhatPyTorchSaysWhereBlocksDiffer() {
        cut(new StructuredPruner.Cut(new CutShares.ByBlock(List.of(0.0, 0.5), List.of(0.25, 0.5)), true));
        try (LlavaModel model = LlavaModel.open(out);
                Checkpoint checkpoint = Checkpoint.open(out);
                RowTeam team = new RowTeam(2)) {
            GreedyDecoder greedy = new GreedyDecoder(model, _ -> false, Set.of(TinyLlava.IMAGE_TOKEN));
            int[] expected = greedy.answer(TEXT, 24, _ -> {}, TaskContext.NONE).tokens();
            TokenWeights weights = TokenWeights.read(
                    MatrixSource.of(checkpoint), model.config().text());
            TokenDecoder decoder = new TokenDecoder(weights, new Multiplier(new ScalarKernels(), team));
            assertArrayEquals(
                    expected,
                    new TokenAnswers(greedy, decoder)
                            .answer(TEXT, 24, _ -> {}, TaskContext.NONE)
                            .tokens());
        }
    }

    @Test
    void onePartOfABlockCannotBeCutByTwoRatios() {
        try (Checkpoint checkpoint = Checkpoint.open(dense)) {
            Map<PrunableLayer, Double> ratios = new LinkedHashMap<>();
            PrunableLayer.of(checkpoint, EnumSet.of(Component.LANGUAGE_MODEL))
                    .forEach(layer -> ratios.put(layer, layer.name().endsWith("k_proj") ? 0.25 : 0.5));
            WorkbenchException refused = assertThrows(WorkbenchException.class, () -> CutShares.of(ratios));
            assertEquals("prune.structure.policy", refused.code());
        }
    }

    @Test
    void theMetricIsTheVarianceTimesTheSquaredWeights() {
        // Two heads of two channels; the second varies more, and its channels carry larger weights.
        float[] x = {1, 1, 5, -5, 1, 1.1f, -5, 5, 1, 0.9f, 5, 5};
        SeenLayer o = new SeenLayer("o", new Matrix(1, 4, new float[] {1, 1, 2, 2}), SummedInputs.of(x, 4, false));
        SeenLayer down = new SeenLayer(
                "down", new Matrix(2, 4, new float[] {9, 1, 1, 1, 9, 1, 1, 1}), SummedInputs.of(x, 4, false));
        Flap flap = new Flap(new org.espalier.model.llava.TextConfig(
                4,
                4,
                1,
                2,
                2,
                2,
                8,
                8,
                org.espalier.model.llava.Activation.SILU,
                1e-5f,
                new org.espalier.model.llava.Rope(1e4, new org.espalier.model.llava.Rope.Plain()),
                false));
        flap.add(flap.score(o, down));
        Flap.Kept kept = flap.kept(new CutShares.Even(0.5)).getFirst();
        assertArrayEquals(new int[] {1}, kept.groups());
        assertArrayEquals(new int[] {2, 3}, kept.neurons(), "a constant input needs no neuron");
    }
}

package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LlavaForwardTest {

    @TempDir
    Path folder;

    static Stream<TinyLlava> variants() {
        TinyLlava.Layout hub = TinyLlava.Layout.HUB;
        TinyLlava plain = TinyLlava.plain();
        return Stream.of(
                plain,
                plain.with(TinyLlava.Layout.TRANSFORMERS_4_52, DType.F16),
                plain.with(TinyLlava.Layout.TRANSFORMERS_5_6, DType.BF16),
                plain.with(TinyLlava.Layout.ORIGINAL, DType.F32),
                new TinyLlava(hub, DType.F32, 4, 1, 6, List.of(-2), true, false, true, false, 2),
                new TinyLlava(hub, DType.F32, 3, 3, 8, List.of(-1), false, true, true, false, 3),
                new TinyLlava(hub, DType.BF16, 4, 2, 4, List.of(1, -1, 0), false, false, false, false, 4),
                new TinyLlava(hub, DType.F32, 4, 4, 4, List.of(3, 2), true, false, true, true, 5));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void agreesWithAScalarImplementation(TinyLlava tiny) {
        double[] expected = last(new ScalarLlava(tiny, tiny.values()).logits(tiny.prompt()));
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            float[] logits = model.logits(tiny.prompt());
            assertEquals(expected.length, logits.length);
            for (int i = 0; i < logits.length; i++) {
                assertEquals(expected[i], logits[i], 2e-5 * (1 + Math.abs(expected[i])), "logit " + i);
            }
        }
    }

    @Test
    void decodesWithItsCacheWhatAFullPassSays() {
        TinyLlava tiny =
                new TinyLlava(TinyLlava.Layout.HUB, DType.F32, 4, 2, 4, List.of(-2), false, false, true, false, 7);
        ScalarLlava scalar = new ScalarLlava(tiny, tiny.values());
        List<Integer> expected = new ArrayList<>();
        Prompt prompt = tiny.prompt();
        for (int i = 0; i < 6; i++) {
            double[] logits = last(scalar.logits(prompt));
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
                best = logits[id] > logits[best] && id != TinyLlava.IMAGE_TOKEN ? id : best;
            }
            expected.add(best);
            prompt = prompt.followedBy(new int[] {best});
        }
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            GreedyDecoder decoder = new GreedyDecoder(model, _ -> false, Set.of(TinyLlava.IMAGE_TOKEN));
            List<Integer> streamed = new ArrayList<>();
            GreedyDecoder.Answer answer = decoder.answer(tiny.prompt(), 6, streamed::add, TaskContext.NONE);
            assertEquals(expected, streamed);
            assertEquals(
                    expected, java.util.Arrays.stream(answer.tokens()).boxed().toList());
        }
    }

    @Test
    void stopsAtAStopTokenAndLeavesItOut() {
        TinyLlava tiny = TinyLlava.plain();
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            GreedyDecoder free = new GreedyDecoder(model, _ -> false, Set.of());
            int[] tokens =
                    free.answer(tiny.prompt(), 5, _ -> {}, TaskContext.NONE).tokens();
            GreedyDecoder stopping = new GreedyDecoder(model, id -> id == tokens[0], Set.of());
            assertEquals(
                    0,
                    stopping.answer(tiny.prompt(), 5, _ -> {}, TaskContext.NONE).tokens().length);
            GreedyDecoder without = new GreedyDecoder(model, _ -> false, Set.of(tokens[0]));
            int[] other =
                    without.answer(tiny.prompt(), 1, _ -> {}, TaskContext.NONE).tokens();
            assertTrue(other[0] != tokens[0]);
        }
    }

    @Test
    void logitsThatAreNoNumbersAreNoAnswer() {
        try (LlavaModel model = LlavaModel.open(TinyLlava.plain().write(folder))) {
            GreedyDecoder decoder = new GreedyDecoder(model, _ -> false, Set.of(2));
            float none = Float.NaN;
            for (float[] logits : new float[][] {{none, none, 1}, {1, Float.POSITIVE_INFINITY, 2}, {none, 3, 4}}) {
                WorkbenchException e = assertThrows(WorkbenchException.class, () -> decoder.best(logits, 0, 3));
                assertEquals("llava.logits", e.code());
            }
            assertEquals(1, decoder.best(new float[] {0.5f, 1, 7}, 0, 3));
        }
    }

    @Test
    void blockByBlockComesToTheSameLogits() {
        TinyLlava tiny = TinyLlava.plain();
        try (LlavaModel model = LlavaModel.open(tiny.write(folder));
                BlockStates states = BlockStates.of(model, List.of(tiny.prompt(), textOnly()), TaskContext.NONE);
                NDManager pass = model.newManager()) {
            Set<String> seen = new TreeSet<>();
            for (int block = 0; block < states.blocks(); block++) {
                states.observeEach(
                        block, (_, _) -> (name, input) -> seen.add(name + " " + input.getShape()), TaskContext.NONE);
                states.advance(block, TaskContext.NONE);
            }
            assertEquals(2 * 2 * 7, seen.size(), seen.toString());
            assertTrue(seen.contains("language_model.layers.1.mlp.down_proj (11, 24)"), seen.toString());
            assertTrue(seen.contains("language_model.layers.0.self_attn.q_proj (5, 16)"), seen.toString());
            Decoder decoder = model.weights().decoder();
            NDArray state = states.states().getFirst().duplicate();
            state.attach(pass);
            float[] logits = decoder.logits(decoder.normed(state).get(":, -1")).toFloatArray();
            float[] expected = model.logits(tiny.prompt());
            for (int i = 0; i < logits.length; i++) {
                assertEquals(expected[i], logits[i], 1e-5);
            }
        }
    }

    @Test
    void overwrittenWeightsCountInTheNextPass() {
        TinyLlava tiny = TinyLlava.plain();
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            Linear down = model.weights().decoder().blocks().getFirst().down();
            float[] before = model.logits(tiny.prompt());
            down.weight().set(new float[TinyLlava.HIDDEN * TinyLlava.INNER]);
            float[] after = model.logits(tiny.prompt());
            double change = 0;
            for (int i = 0; i < before.length; i++) {
                change = Math.max(change, Math.abs(before[i] - after[i]));
            }
            assertTrue(change > 0.01, "the largest change is " + change);
        }
    }

    private static Prompt textOnly() {
        return new Prompt(new int[] {6, 7, 8, 9, 10}, List.of());
    }

    private static double[] last(double[][] rows) {
        return rows[rows.length - 1];
    }
}

package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.espalier.task.TaskContext;
import org.espalier.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchDecoderTest {

    @TempDir
    Path folder;

    @Test
    void promptsAnsweredTogetherGetTheAnswersTheyGetAlone() {
        TinyLlava tiny =
                new TinyLlava(TinyLlava.Layout.HUB, DType.F32, 4, 2, 4, List.of(-2), false, false, true, false, 11);
        Prompt common = tiny.prompt();
        List<Prompt> prompts = List.of(
                common.followedBy(new int[] {7}),
                common.followedBy(new int[] {9, 12, 30, 31}),
                common.followedBy(new int[] {9, 12}),
                common);
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            GreedyDecoder alone = new GreedyDecoder(model, id -> id % 7 == 3, Set.of(TinyLlava.IMAGE_TOKEN));
            List<List<Integer>> expected = prompts.stream()
                    .map(prompt -> numbers(
                            alone.answer(prompt, 9, _ -> {}, TaskContext.NONE).tokens()))
                    .toList();
            List<List<Integer>> together = new BatchDecoder(alone)
                    .answers(prompts, 9, TaskContext.NONE).stream()
                            .map(BatchDecoderTest::numbers)
                            .toList();
            assertEquals(expected, together);
            assertEquals(
                    expected.subList(1, 2),
                    new BatchDecoder(alone)
                            .answers(prompts.subList(1, 2), 9, TaskContext.NONE).stream()
                                    .map(BatchDecoderTest::numbers)
                                    .toList());
        }
    }

    @Test
    void promptsThatPlaceThePictureElsewhereAreAnsweredAsAlone() {
        TinyLlava tiny =
                new TinyLlava(TinyLlava.Layout.HUB, DType.F32, 4, 2, 4, List.of(-2), false, false, true, false, 11);
        Prompt first = tiny.prompt();
        int[] later = new int[first.tokens().length + 1];
        later[0] = 9;
        System.arraycopy(first.tokens(), 0, later, 1, first.tokens().length);
        int end = first.tokens().length - 4;
        List<Prompt> prompts = List.of(
                first,
                new Prompt(later, first.pictures()),
                new Prompt(Arrays.copyOf(first.tokens(), end), first.pictures()));
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            GreedyDecoder alone = new GreedyDecoder(model, id -> id % 7 == 3, Set.of(TinyLlava.IMAGE_TOKEN));
            assertEquals(
                    prompts.stream()
                            .map(prompt -> numbers(alone.answer(prompt, 9, _ -> {}, TaskContext.NONE)
                                    .tokens()))
                            .toList(),
                    new BatchDecoder(alone)
                            .answers(prompts, 9, TaskContext.NONE).stream()
                                    .map(BatchDecoderTest::numbers)
                                    .toList());
        }
    }

    @Test
    void anImageTokenWithoutAPictureIsATextsFirstWord() {
        TinyLlava tiny =
                new TinyLlava(TinyLlava.Layout.HUB, DType.F32, 4, 2, 4, List.of(-2), false, false, true, false, 11);
        try (LlavaModel model = LlavaModel.open(tiny.write(folder))) {
            float[] more = model.logits(tiny.prompt().followedBy(new int[] {TinyLlava.IMAGE_TOKEN, 7}));
            float[] zero = model.logits(tiny.prompt().followedBy(new int[] {0, 7}));
            assertArrayEquals(zero, more);
        }
    }

    private static List<Integer> numbers(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}

package org.espalier.model.llava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.format.Json;
import org.espalier.format.image.RgbImage;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");

    private static Questions open() {
        LlavaConfig config = LlavaConfig.read("config.json", Json.read(SAMPLE.resolve("config.json")));
        return Questions.open(SAMPLE, config, true);
    }

    private static RgbImage gray(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        Arrays.fill(rgb, (byte) 200);
        return new RgbImage(width, height, rgb);
    }

    @Test
    void aPictureTakesOneImageTokenPerFeatureBetweenItsTexts() {
        try (Questions questions = open()) {
            int[] tokens =
                    questions.question("what color?", List.of(gray(64, 64))).tokens();
            // <s> user :, 64 pictures' worth, what color ? assistant :
            int[] expected = IntStream.of(IntStream.concat(
                                    IntStream.concat(
                                            IntStream.of(2, 32, 5),
                                            IntStream.generate(() -> 4).limit(64)),
                                    IntStream.of(33, 13, 6, 8, 5))
                            .toArray())
                    .toArray();
            assertArrayEquals(expected, tokens);
            assertArrayEquals(
                    tokens,
                    questions
                            .question("<image>\nwhat color?", List.of(gray(64, 64)))
                            .tokens());
            assertArrayEquals(
                    tokens,
                    questions
                            .raw("USER: <image>\nwhat color? ASSISTANT:", List.of(gray(64, 64)))
                            .tokens());
            assertArrayEquals(
                    tokens,
                    questions
                            .raw("<s>USER: <image>\nwhat color? ASSISTANT:", List.of(gray(64, 64)))
                            .tokens());
        }
    }

    @Test
    void aPictureThatIsNotSquareIsPaddedWithTheMean() {
        try (Questions questions = open()) {
            float[] pixels = questions
                    .question("what color?", List.of(gray(64, 32)))
                    .pictures()
                    .getFirst();
            assertEquals(3 * 64 * 64, pixels.length);
            assertEquals(127 / 127.5f - 1, pixels[0], 1e-6);
            assertEquals(200 / 127.5f - 1, pixels[32 * 64 + 32], 1e-6);
        }
    }

    @Test
    void anAnswerThatNamesAPictureIsRefused() {
        try (Questions questions = open()) {
            Prompt asked = questions.question("what color?", List.of(gray(64, 64)));
            WorkbenchException e =
                    assertThrows(WorkbenchException.class, () -> questions.followed(asked, "a <image> b"));
            assertEquals("llava.pictures", e.code());
        }
    }

    @Test
    void aPromptForAnotherNumberOfPicturesIsRefused() {
        try (Questions questions = open()) {
            WorkbenchException none =
                    assertThrows(WorkbenchException.class, () -> questions.raw("what color?", List.of(gray(64, 64))));
            assertTrue(none.getMessage().contains("0 x '<image>'"), none.getMessage());
            assertThrows(WorkbenchException.class, () -> questions.raw("<image> and <image>", List.of(gray(64, 64))));
        }
    }
}

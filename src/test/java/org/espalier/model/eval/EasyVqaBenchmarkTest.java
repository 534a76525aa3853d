package org.espalier.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EasyVqaBenchmarkTest {

    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");
    private static final Path DATA = Path.of("assets/data/easy-vqa");

    @TempDir
    Path folder;

    @Test
    void theSampleAnswersNearlyEveryShippedTestQuestion() {
        try (LlavaModel model = LlavaModel.open(SAMPLE);
                Questions questions = Questions.open(SAMPLE, model.config(), true);
                EasyVqa data = EasyVqa.open(DATA)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            Evaluation all = EasyVqaBenchmark.run(decoder, questions, data, 600, TaskContext.NONE);
            assertEquals(600, all.samples());
            assertTrue(all.accuracy() >= 97, all.toString());
            assertEquals(
                    List.of("shape", "color", "yes/no shape", "yes/no color"),
                    List.copyOf(all.parts().keySet()));
        }
    }

    @Test
    void anUntrainedTowerAnswersBadly() {
        try (LlavaModel model = LlavaModel.open(SAMPLE);
                Questions questions = Questions.open(SAMPLE, model.config(), true);
                EasyVqa data = EasyVqa.open(DATA)) {
            model.weights().projector().second().weight().muli(0);
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            Evaluation blind = EasyVqaBenchmark.run(decoder, questions, data, 200, TaskContext.NONE);
            assertTrue(blind.accuracy() < 80, blind.toString());
        }
    }

    @Test
    void aDataSetWithoutTestQuestionsIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("train"));
        Files.writeString(folder.resolve("train/questions.json"), "[]");
        try (LlavaModel model = LlavaModel.open(SAMPLE);
                Questions questions = Questions.open(SAMPLE, model.config(), true);
                EasyVqa data = EasyVqa.open(folder)) {
            BatchDecoder decoder = new BatchDecoder(GreedyDecoder.of(model, questions.tokenizer()));
            WorkbenchException refusal = assertThrows(
                    WorkbenchException.class,
                    () -> EasyVqaBenchmark.run(decoder, questions, data, 0, TaskContext.NONE));
            assertTrue(refusal.getMessage().contains("test/questions.json"), refusal.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "what shape is in the image?, circle, shape",
        "what is the blue shape?, circle, shape",
        "what is the color of the triangle?, red, color",
        "is there not a teal shape?, yes, yes/no color",
        "does the image contain a triangle?, no, yes/no shape"
    })
    void sortsQuestionsByWhatTheyAsk(String text, String answer, String kind) {
        assertEquals(kind, EasyVqaQuestions.kind(new EasyVqa.Question("0.png", text, answer)));
    }

    @Test
    void capitalsAndAFullStopDoNotMatterButWordsDo() {
        assertTrue(EasyVqaQuestions.same(" Red.", "red"));
        assertFalse(EasyVqaQuestions.same("red circle", "red"));
        assertFalse(EasyVqaQuestions.same("", "red"));
    }
}

package org.espalier.workbench.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.model.eval.BenchmarkName;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelEvaluateStepTest {

    private static final Path SAMPLE = Path.of("assets/llava-easy-vqa");
    private static final Path PICTURES = Path.of("assets/data/easy-vqa/test/images");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private static ModelEvaluateStep.Result ask(BenchmarkName benchmark, Path data) {
        return new ModelEvaluateStep()
                .run(ModelEvaluateStep.Parameters.of(SAMPLE, benchmark, data, 0), TaskContext.NONE);
    }

    private void picture(String folder, String name) throws IOException {
        Path target = dir.resolve(folder).resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(PICTURES.resolve("0.png"), target);
    }

    @Test
    void asksScienceQaQuestionsWithAndWithoutAPicture() throws IOException {
        picture("images/test", "5/image.png");
        Files.writeString(dir.resolve("llava_test_CQM-A.json"), """
                [{"id":"4","conversations":[{"value":"is there a shape?\\nA. no\\nB. yes"},{"value":"B"}]},
                 {"id":"5","image":"5/image.png","conversations":[{"value":"what shape?\\nA. x\\nB. y"},{"value":"A"}]},
                 {"id":"6","image":"6/image.png","conversations":[{"value":"what shape?\\nA. x\\nB. y"},{"value":"A"}]}]""");
        ModelEvaluateStep.Result result = ask(BenchmarkName.SCIENCEQA, dir);
        assertEquals(2, result.samples());
        assertEquals(1, result.leftOut());
        assertEquals(List.of("image", "text"), List.copyOf(result.parts().keySet()));
        assertEquals("measured", result.label());
    }

    @Test
    void asksVizWizQuestionsAndScoresThem() throws IOException {
        picture("val", "v.png");
        String ten =
                IntStream.range(0, 10).mapToObj(_ -> "{\"answer\":\"yes\"}").collect(Collectors.joining(","));
        Files.writeString(
                dir.resolve("val.json"),
                "[{\"image\":\"v.png\",\"question\":\"is there a shape?\",\"answers\":[" + ten + "]}]");
        ModelEvaluateStep.Result result = ask(BenchmarkName.VIZWIZ, dir);
        assertEquals(1, result.samples());
        assertTrue(result.accuracy() != null && (result.accuracy() == 0 || result.accuracy() == 100));
    }

    private ModelEvaluateStep.Parameters pope(String out) throws IOException {
        if (!Files.exists(dir.resolve("pope"))) {
            picture("pope/images", "0.png");
            picture("pope/images", "1.png");
            picture("pope/images", "2.png");
            Files.writeString(
                    dir.resolve("pope/coco_pope_popular.json"),
                    IntStream.range(0, 6)
                            .mapToObj(i -> "{\"question_id\":" + i + ",\"image\":\"" + i / 2
                                    + ".png\",\"text\":\"is there a circle?\",\"label\":\""
                                    + (i % 2 == 0 ? "yes" : "no") + "\"}")
                            .collect(Collectors.joining("\n")));
        }
        return new ModelEvaluateStep.Parameters(
                SAMPLE,
                BenchmarkName.POPE,
                dir.resolve("pope"),
                0,
                List.of(),
                null,
                null,
                true,
                4,
                null,
                dir.resolve(out),
                false);
    }

    @Test
    void aCancelledEvaluationGoesOnWhereItStoppedToTheSameBytes() throws IOException {
        ModelEvaluateStep step = new ModelEvaluateStep();
        ModelEvaluateStep.Result whole = step.run(pope("whole"), TaskContext.NONE);
        assertEquals(6, whole.samples());
        assertEquals(50.0, whole.accuracy(), "the same answer to every question");
        StopAt afterTwo = new StopAt((stage, done) -> stage.startsWith("Asking") && done >= 2);
        ModelEvaluateStep.Parameters stopped = pope("stopped");
        assertThrows(CancelledException.class, () -> step.run(stopped, afterTwo));
        Path answers = dir.resolve("stopped/answers.jsonl");
        List<String> kept = Files.readAllLines(answers);
        assertEquals(2, kept.size());
        Files.writeString(answers, Files.readString(answers) + "{\"question_id\":\"2\",\"te");
        new RunResumeStep().run(new RunResumeStep.Parameters(dir.resolve("stopped")), TaskContext.NONE);
        for (String file : List.of("result.json", "answers.jsonl")) {
            assertArrayEquals(
                    Files.readAllBytes(dir.resolve("whole").resolve(file)),
                    Files.readAllBytes(dir.resolve("stopped").resolve(file)),
                    file);
        }
    }

    @Test
    void importedJudgmentsCarryJudgeDateAndFile() throws IOException {
        Path review = Files.writeString(
                dir.resolve("review.jsonl"),
                "{\"question_id\":0,\"category\":\"llava_bench_conv\",\"content\":\"8 6\"}");
        ModelEvaluateStep.Result result = new ModelEvaluateStep()
                .run(
                        new ModelEvaluateStep.Parameters(
                                null,
                                BenchmarkName.LLAVA_BENCH,
                                null,
                                0,
                                List.of(review),
                                "gpt-4-0314",
                                "2023-10-05",
                                true,
                                0,
                                null,
                                null,
                                false),
                        TaskContext.NONE);
        assertEquals("imported", result.label());
        assertEquals(
                new ModelEvaluateStep.Judgment("gpt-4-0314", "2023-10-05", List.of(review.toString()), List.of(75.0)),
                result.judgment());
    }

    @Test
    void answersOfAJudgedBenchmarkAreWrittenButNotScored() throws IOException {
        picture("images", "001.jpg");
        Files.writeString(
                dir.resolve("questions.jsonl"),
                "{\"question_id\":0,\"image\":\"001.jpg\",\"text\":\"what shape is it?\"}");
        Path export = dir.resolve("answers.jsonl");
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> ask(BenchmarkName.LLAVA_BENCH, dir));
        assertEquals("evaluate.judge", refusal.code());
        ModelEvaluateStep.Result result = new ModelEvaluateStep()
                .run(
                        new ModelEvaluateStep.Parameters(
                                SAMPLE,
                                BenchmarkName.LLAVA_BENCH,
                                dir,
                                0,
                                List.of(),
                                null,
                                null,
                                true,
                                4,
                                export,
                                null,
                                false),
                        TaskContext.NONE);
        assertEquals(null, result.accuracy());
        assertTrue(Files.readString(export).contains("\"model_id\":\"llava-easy-vqa\""));
    }
}

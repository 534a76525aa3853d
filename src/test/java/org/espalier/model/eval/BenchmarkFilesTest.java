package org.espalier.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkFilesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path dir;

    private Path write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Score score(Benchmark benchmark, Map<String, String> answers) {
        return ((Benchmark.Scored) benchmark).score(benchmark.questions(), answers, Rules.COMPAT);
    }

    private static double part(Score score, String name) {
        return Objects.requireNonNull(score.parts().get(name)).percent();
    }

    private Benchmark scienceQa() throws IOException {
        write("sqa/llava_test_CQM-A.json", """
                [{"id":"4","conversations":[{"from":"human","value":"Which?\\nA. x\\nB. y"},{"from":"gpt","value":"B"}]},
                 {"id":"5","image":"5/image.png","conversations":[{"from":"human","value":"<image>\\nWho?\\nA. x\\nB. y"},
                  {"from":"gpt","value":"A"}]}]""");
        return BenchmarkName.SCIENCEQA.open(dir.resolve("sqa"));
    }

    @Test
    void scienceQaScoresTextAndPictureQuestionsApart() throws IOException {
        Benchmark benchmark = scienceQa();
        assertEquals(
                "Who?\nA. x\nB. y\nAnswer with the option's letter from the given choices directly.",
                benchmark.questions().getLast().text());
        assertFalse(benchmark.hasPicture(benchmark.questions().getLast()));
        assertTrue(benchmark.hasPicture(benchmark.questions().getFirst()));
        Score score = score(benchmark, Map.of("4", "B", "5", "C"));
        assertEquals(50, score.accuracy());
        assertEquals(100, part(score, "text"));
        assertEquals(0, part(score, "image"));
        assertEquals(1, score.failed(), "C is beyond the two choices");
        assertEquals(1, score(benchmark, Map.of("4", "B")).missing());
    }

    @Test
    void scienceQaReadsTheReleaseInTheSameForm() throws IOException {
        write("release/problems.json", """
                {"1":{"question":"Q1","choices":["a","b"],"answer":0,"hint":"","image":null},
                 "4":{"question":"Which?","choices":["x","y"],"answer":1,"hint":"Look.","image":"image.png"}}""");
        write("release/pid_splits.json", "{\"train\":[\"1\"],\"test\":[\"4\"]}");
        List<Question> questions =
                BenchmarkName.SCIENCEQA.open(dir.resolve("release")).questions();
        assertEquals(1, questions.size());
        assertEquals("4/image.png", questions.getFirst().image());
        assertTrue(questions.getFirst().text().startsWith("Context: Look.\nWhich?\nA. x\nB. y\n"));
    }

    @Test
    void aScienceQaExportIsReadBackToTheSameScore() throws IOException {
        Benchmark benchmark = scienceQa();
        Map<String, String> answers = Map.of("4", "B. y", "5", "no idea");
        Path file = dir.resolve("result.json");
        benchmark.export(benchmark.questions(), answers, "m").write(file);
        assertEquals(-1, Json.read(file).path("results").path("5").asInt());
        assertEquals(50.0, Json.read(file).path("acc").asDouble());
        assertEquals(answers, AnswerFile.read(file));
    }

    @Test
    void popeMeetsLabelsBySetPictureAndWordsWhateverTheOrder() throws IOException {
        write("pope/coco/coco_pope_popular.json", """
                {"question_id":1,"image":"a.jpg","text":"Is there an orange in the image?","label":"yes"}
                {"question_id":2,"image":"a.jpg","text":"Is there a dog in the image?","label":"no"}
                """);
        write("pope/coco/coco_pope_random.json", """
                {"question_id":1,"image":"a.jpg","text":"Is there a dog in the image?","label":"no"}
                """);
        List<String> ids = BenchmarkName.POPE.open(dir.resolve("pope")).questions().stream()
                .map(Question::id)
                .toList();
        assertEquals(List.of("20000001", "20000002", "10000001"), ids);
        write("pope/llava_pope_test.jsonl", """
                {"question_id":7,"image":"a.jpg","text":"Is there a dog in the image?\\nAnswer","category":"popular"}
                {"question_id":8,"image":"a.jpg","text":"Is there an orange in the imange?\\nAnswer","category":"popular"}
                {"question_id":9,"image":"b.jpg","text":"Is there a cat in the image?\\nAnswer","category":"random"}
                """);
        Benchmark benchmark = BenchmarkName.POPE.open(dir.resolve("pope"));
        Score score = score(benchmark, Map.of("7", "Yes", "8", "Yes"));
        assertEquals(2, score.samples());
        Part.YesNo popular = (Part.YesNo) Objects.requireNonNull(score.parts().get("popular"));
        assertEquals(50, popular.accuracy());
        assertEquals(50, popular.precision());
        assertEquals(100, popular.recall());
        assertEquals(200.0 / 3, popular.f1(), 1e-9);
        assertEquals(0, score(benchmark, Map.of()).accuracy(), "an answer that is missing is wrong");
    }

    @Test
    void vizWizScoresByKindOfAnswerAndWritesTheSubmission() throws IOException {
        String ten = IntStream.range(0, 10)
                .mapToObj(i -> "{\"answer\":\"" + (i < 2 ? "The Soup" : "unanswerable") + "\"}")
                .collect(Collectors.joining(","));
        write(
                "viz/val.json",
                "[{\"image\":\"v.jpg\",\"question\":\"What is this?\",\"answer_type\":\"other\",\"answers\":[" + ten
                        + "]}]");
        Benchmark benchmark = BenchmarkName.VIZWIZ.open(dir.resolve("viz"));
        Question question = benchmark.questions().getFirst();
        assertTrue(question.text().startsWith("What is this?\nWhen the provided information is insufficient"));
        assertEquals(60, score(benchmark, Map.of("0", "soup")).accuracy(), 1e-9);
        assertEquals(100, part(score(benchmark, Map.of("v.jpg", "Unanswerable")), "other"), 1e-9);
        Path file = dir.resolve("submission.json");
        benchmark.export(benchmark.questions(), Map.of("0", "The Soup."), "m").write(file);
        assertEquals("[{\"image\":\"v.jpg\",\"answer\":\"soup\"}]", Json.line(Json.read(file)));
        assertEquals(Map.of("v.jpg", "soup"), AnswerFile.read(file));
        write("secret/llava_test.jsonl", "{\"question_id\":0,\"image\":\"v.jpg\",\"text\":\"What?\"}");
        assertFalse(((Benchmark.Scored) BenchmarkName.VIZWIZ.open(dir.resolve("secret"))).scorable());
    }

    @Test
    void mmVetAveragesItsRunsByCapability() throws IOException {
        write("mm/mm-vet.json", """
                {"v1_0":{"imagename":"0.png","question":"x?","answer":"1","capability":["math","ocr"]},
                 "v1_1":{"imagename":"1.png","question":"y?","answer":"2","capability":["rec"]}}""");
        Path grades = write("grades.json", """
                {"v1_0":{"model":["gpt-4-0613","gpt-4-0613"],"content":["0.5","1.0"],"score":[0.5,1.0]},
                 "v1_1":{"model":["gpt-4-0613","gpt-4-0613"],"content":["0.0","0.2"],"score":[0.0,0.2]}}""");
        MmVet benchmark = MmVet.open(dir.resolve("mm"));
        Judgments judgments = Judgments.read(List.of(grades), null, "2024-02-03");
        assertEquals("gpt-4-0613", judgments.judge());
        assertEquals("2024-02-03", judgments.date());
        JudgedScore score = benchmark.score(benchmark.questions(), judgments);
        assertEquals(List.of(25.0, 60.0), score.reviews());
        assertEquals(42.5, score.score().accuracy(), 1e-9);
        assertEquals(
                List.of("ocr", "math", "ocr_math", "rec"),
                List.copyOf(score.score().parts().keySet()));
        assertEquals(75, part(score.score(), "ocr_math"), 1e-9);
        Path file = dir.resolve("answers.json");
        benchmark.export(benchmark.questions(), Map.of("v1_0", "one"), "m").write(file);
        assertEquals(Map.of("v1_0", "one", "v1_1", ""), AnswerFile.read(file));
    }

    @Test
    void aReviewThatCannotBeReadIsRejectedNotAveraged() throws IOException {
        Path review = write("review.jsonl", """
                {"question_id":0,"category":"llava_bench_conv","content":"8 4\\nBecause","tuple":[8.0,4.0]}
                {"question_id":1,"category":"llava_bench_conv","content":"I cannot say","tuple":[-1,-1]}
                {"question_id":2,"category":"llava_bench_detail","content":"10, 9.5\\nGood"}
                """);
        Judgments judgments = Judgments.read(List.of(review), null, null);
        assertEquals(Judgments.UNNAMED, judgments.judge());
        LlavaBench benchmark = LlavaBench.of(judgments);
        Score score = benchmark.score(benchmark.questions(), judgments).score();
        assertEquals(100 * 13.5 / 18, score.accuracy(), 1e-9);
        assertEquals(50, part(score, "conv"), 1e-9);
        assertEquals(95, part(score, "detail"), 1e-9);
        assertEquals(1, score.failed());
    }

    @Test
    void gzippedAnswersAreReadWhateverTheirName() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write("{\"question_id\":3,\"text\":\"Yes\"}".getBytes(StandardCharsets.UTF_8));
        }
        Path file = dir.resolve("answers.jsonl");
        Files.write(file, bytes.toByteArray());
        assertEquals(Map.of("3", "Yes"), AnswerFile.read(file));
        Files.write(file, java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
        assertEquals(
                "evaluate.file.malformed",
                assertThrows(WorkbenchException.class, () -> AnswerFile.read(file))
                        .code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \n",
                "{",
                "{\"question_id\":1}",
                "{\"text\":\"B\"}",
                "{\"question_id\":1,\"text\":5}",
                "{\"question_id\":{},\"text\":\"B\"}",
                "{\"question_id\":1,\"text\":\"A\"}\n{\"question_id\":1,\"text\":\"B\"}",
                "{\"question_id\":1,\"text\":\"A\"}\nnonsense",
                "[1,2]",
                "[]",
                "{}",
                "17",
                "\"text\"",
                "{\"results\":{\"4\":\"B\"}}",
                "{\"results\":{\"4\":99}}",
                "{\"correct\":[{\"pred\":\"A\"}]}",
                "{\"v1_0\":{\"score\":[1]}}",
                "{\"question_id\":1,\"tuple\":[1,2]}",
                "{\"a\":\"b\",\"a\":\"c\"}"
            })
    void malformedAnswersAreRefusedByName(String text) throws IOException {
        Path file = write("answers.json", text);
        WorkbenchException refusal = assertThrows(WorkbenchException.class, () -> AnswerFile.read(file));
        assertEquals(WorkbenchException.Fault.INPUT, refusal.fault());
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"question_id\":1,\"text\":\"an answer\"}",
                "{\"v1_0\":\"an answer\"}",
                "{\"v1_0\":{\"model\":[],\"score\":[2.0]}}",
                "{\"v1_0\":{\"model\":[],\"score\":[]}}",
                "[]"
            })
    void whatIsNoJudgmentIsRefused(String text) throws IOException {
        Path file = write("judgments.json", text);
        WorkbenchException refusal =
                assertThrows(WorkbenchException.class, () -> Judgments.read(List.of(file), null, null));
        assertEquals(WorkbenchException.Fault.INPUT, refusal.fault());
        assertTrue(refusal.getMessage().startsWith(file.toString()), refusal.getMessage());
    }

    @Test
    void aPictureOutsideTheFolderIsNotThere() throws IOException {
        write("outside.png", "x");
        write("lb/questions.jsonl", "{\"question_id\":0,\"image\":\"../outside.png\",\"text\":\"What?\"}");
        LlavaBench benchmark = LlavaBench.open(dir.resolve("lb"));
        assertFalse(benchmark.hasPicture(benchmark.questions().getFirst()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"easy-vqa", "scienceqa", "vizwiz", "mm-vet", "llava-bench", "pope"})
    void anEmptyFolderIsRefusedWithTheFilesThatItLacks(String name) {
        WorkbenchException refusal = assertThrows(
                WorkbenchException.class, () -> BenchmarkName.parse(name).open(dir));
        assertEquals(WorkbenchException.Fault.INPUT, refusal.fault());
        assertTrue(refusal.getMessage().contains(dir.toString()), refusal.getMessage());
    }
}

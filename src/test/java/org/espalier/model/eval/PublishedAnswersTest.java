package org.espalier.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// LLaVA-1.5's published answers give the published scores. The files are not part of this project: their folder, with
/// `scienceqa/`, `pope/` and `llava-bench/` in it, is named by `-Despalier.benchmarks` or ESPALIER_BENCHMARKS.
class PublishedAnswersTest {

    private static Path data(String benchmark) {
        String named = System.getProperty("espalier.benchmarks", System.getenv("ESPALIER_BENCHMARKS"));
        assumeTrue(named != null, "no published answers at hand: name their folder by ESPALIER_BENCHMARKS");
        Path folder = Path.of(Objects.requireNonNull(named)).resolve(benchmark);
        assumeTrue(Files.isDirectory(folder), folder + " is not there");
        return folder;
    }

    private static Score score(BenchmarkName name, Path folder, String answers, Rules rules) {
        try (Benchmark benchmark = name.open(folder)) {
            Map<String, String> given = AnswerFile.read(folder.resolve(answers));
            return ((Benchmark.Scored) benchmark).score(benchmark.questions(), given, rules);
        }
    }

    @ParameterizedTest
    @CsvSource({"llava-v1.5-13b_output.json.gz", "llava-v1.5-13b_result.json.gz"})
    void scienceQa(String file) {
        Path folder = data("scienceqa");
        for (Rules rules : List.of(Rules.COMPAT, Rules.CORRECTED)) {
            Score score = score(BenchmarkName.SCIENCEQA, folder, file, rules);
            assertEquals(4241, score.samples());
            assertEquals(74.39, score.accuracy(), 0.005);
            assertEquals(
                    71.64, Objects.requireNonNull(score.parts().get("image")).percent(), 0.005);
            assertEquals(
                    76.89, Objects.requireNonNull(score.parts().get("text")).percent(), 0.005);
        }
    }

    @ParameterizedTest
    @CsvSource({"popular, 87.43, 86.2", "adversarial, 85.50, 84.5", "random, 88.01, 87.1"})
    void pope(String set, double accuracy, double f1) {
        Score score = score(BenchmarkName.POPE, data("pope"), "pope_llava-v1.5-13b_answers.jsonl.gz", Rules.COMPAT);
        assertEquals(8910, score.samples());
        Part.YesNo part = assertInstanceOf(Part.YesNo.class, score.parts().get(set));
        assertEquals(accuracy, part.accuracy(), 0.005);
        assertEquals(f1, part.f1(), 0.05);
    }

    @ParameterizedTest
    @CsvSource({"7b, 65.5", "13b, 72.5"})
    void llavaBench(String size, double published) {
        Path folder = data("llava-bench");
        List<Path> reviews = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> folder.resolve("llava15/llava-v1.5-" + size + "-eval" + i + ".jsonl"))
                .toList();
        LlavaBench benchmark = LlavaBench.open(folder);
        JudgedScore score = benchmark.score(benchmark.questions(), Judgments.read(reviews, "gpt-4-0314", "2023-10-05"));
        assertEquals(published, score.score().accuracy(), 0.05);
        assertEquals(60, score.score().samples());
        assertEquals(3, score.reviews().size());
        assertEquals(
                List.of("conv", "detail", "complex"),
                List.copyOf(score.score().parts().keySet()));
    }
}

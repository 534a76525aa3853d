package org.espalier.model.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.model.llava.PromptAnswers;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Asks a model easy-VQA's official test questions.
public final class EasyVqaBenchmark {

    private EasyVqaBenchmark() {}

    /// Asks the test questions, neighbours about one picture together.
    ///
    /// @param samples at most this many questions, the first ones; 0 means all
    /// @throws WorkbenchException if the data set has no test questions
    @SuppressWarnings("MustBeClosedChecker") // The data set stays the caller's.
    public static Evaluation run(
            PromptAnswers decoder, Questions questions, EasyVqa data, int samples, TaskContext context) {
        EasyVqaQuestions benchmark = new EasyVqaQuestions(data);
        List<Question> all = benchmark.questions();
        List<Question> asked = samples > 0 && samples < all.size() ? all.subList(0, samples) : all;
        Map<String, String> answers = new ModelAnswers(decoder, questions)
                .ask(benchmark, asked, Map.of(), benchmark.longestAnswer(), (_, _) -> {}, context);
        Score score = benchmark.score(asked, answers, Rules.COMPAT);
        SequencedMap<String, Double> parts = new LinkedHashMap<>();
        score.parts().forEach((kind, part) -> parts.put(kind, part.percent()));
        return new Evaluation("easy-vqa", score.samples(), score.accuracy(), parts);
    }
}

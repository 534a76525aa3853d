package org.espalier.model.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import org.espalier.task.WorkbenchException;

/// A score from judgments: the mean over the reviews of what each adds up to.
///
/// @param score in percent
/// @param reviews each review's main figure
public record JudgedScore(Score score, List<Double> reviews) {

    /// Sums of what the judge gave, for one kind of question.
    private static final class Sums {
        private double reference;
        private double score;

        void add(Judgments.Verdict verdict) {
            reference += verdict.reference();
            score += verdict.score();
        }

        double percent() {
            return reference == 0 ? 0 : 100 * score / reference;
        }
    }

    /// Adds up.
    ///
    /// @param asked the questions that count
    /// @param parts the parts that a question belongs to
    /// @throws WorkbenchException if none of the judgments is of these questions
    static JudgedScore of(
            List<Question> asked,
            Judgments judgments,
            BiFunction<Question, Judgments.Verdict, ? extends Iterable<String>> parts) {
        Set<String> judged = new LinkedHashSet<>();
        List<Double> totals = new ArrayList<>();
        SequencedMap<String, Share> means = new LinkedHashMap<>();
        int rejected = 0;
        for (Judgments.Review review : judgments.reviews()) {
            Sums all = new Sums();
            SequencedMap<String, Sums> sums = new LinkedHashMap<>();
            for (Question question : asked) {
                Judgments.Verdict verdict = review.verdicts().get(question.id());
                if (verdict != null) {
                    judged.add(question.id());
                    all.add(verdict);
                    for (String part : parts.apply(question, verdict)) {
                        sums.computeIfAbsent(part, _ -> new Sums()).add(verdict);
                    }
                }
            }
            rejected += review.rejected();
            totals.add(all.percent());
            sums.forEach(
                    (part, sum) -> means.computeIfAbsent(part, _ -> new Share()).add(sum.percent() / 100));
        }
        if (judged.isEmpty()) {
            throw WorkbenchException.input(
                    "evaluate.judgments.other",
                    judgments.files().getFirst() + " judges none of the benchmark's questions",
                    "Name the judgments of this benchmark, or another --benchmark.");
        }
        SequencedMap<String, Part> shown = new LinkedHashMap<>();
        means.forEach((part, mean) -> shown.put(part, new Part.Percent(mean.percent())));
        double mean =
                totals.stream().mapToDouble(Objects::requireNonNull).average().orElse(0);
        return new JudgedScore(
                new Score(judged.size(), mean, shown, asked.size() - judged.size(), rejected), List.copyOf(totals));
    }
}

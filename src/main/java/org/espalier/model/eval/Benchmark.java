package org.espalier.model.eval;

import java.util.List;
import java.util.Map;
import org.espalier.format.image.RgbImage;

/// A benchmark's questions with their pictures, and the form its answers are handed in.
public sealed interface Benchmark extends AutoCloseable permits Benchmark.Scored, Benchmark.Judged {

    /// Its questions in their official order.
    List<Question> questions();

    /// Whether the picture of a question is there; true for a question without one.
    boolean hasPicture(Question question);

    /// The picture of a question that has one.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is missing or broken
    RgbImage picture(Question question);

    /// Tokens at most per answer.
    int longestAnswer();

    /// Answers as the benchmark's own tools read them.
    ///
    /// @param asked the questions, in order
    /// @param answers by question id
    /// @param model what the files call the model
    Export export(List<Question> asked, Map<String, String> answers, String model);

    @Override
    default void close() {}

    /// A benchmark whose answers are right or wrong by a rule.
    non-sealed interface Scored extends Benchmark {

        /// Whether the right answers are known; those of some test sets are secret.
        boolean scorable();

        /// How good answers are; a question without an answer counts as wrong.
        ///
        /// @param asked the questions that count
        /// @param answers by question id
        Score score(List<Question> asked, Map<String, String> answers, Rules rules);
    }

    /// A benchmark whose answers a judge has to read.
    non-sealed interface Judged extends Benchmark {

        /// The score that judgments add up to.
        ///
        /// @param asked the questions that count
        /// @throws org.espalier.task.WorkbenchException if the judgments are of other questions
        JudgedScore score(List<Question> asked, Judgments judgments);
    }
}

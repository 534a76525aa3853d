package org.espalier.model.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.PromptAnswers;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;

/// Asks a model a benchmark's questions: greedily, in their order, those about one picture together.
///
/// @param decoder the model
/// @param questions its tokenizer, template and preprocessing
public record ModelAnswers(PromptAnswers decoder, Questions questions) {

    private static final int TOGETHER = 16;

    /// The answers by question id.
    ///
    /// @param benchmark where the pictures are
    /// @param asked what to ask; every picture is there
    /// @param known answers from before, by question id; these are not asked again
    /// @param mostNew tokens at most per answer
    /// @param each told of every new answer as it comes
    public SequencedMap<String, String> ask(
            Benchmark benchmark,
            List<Question> asked,
            Map<String, String> known,
            int mostNew,
            BiConsumer<Question, String> each,
            TaskContext context) {
        context.stage("Asking " + asked.size() + " questions");
        SequencedMap<String, String> answers = new LinkedHashMap<>();
        for (List<Question> group : groups(asked)) {
            context.checkCancelled();
            if (group.stream().allMatch(question -> known.containsKey(question.id()))) {
                group.forEach(question -> answers.put(question.id(), known.getOrDefault(question.id(), "")));
            } else {
                List<RgbImage> pictures =
                        group.getFirst().image() == null ? List.of() : List.of(benchmark.picture(group.getFirst()));
                List<Prompt> prompts = group.stream()
                        .map(question -> questions.question(question.text(), pictures))
                        .toList();
                List<int[]> tokens = decoder.answers(prompts, mostNew, context);
                for (int i = 0; i < tokens.size(); i++) {
                    String text = questions.tokenizer().decode(tokens.get(i)).strip();
                    answers.put(group.get(i).id(), text);
                    each.accept(group.get(i), text);
                }
            }
            context.progress(answers.size(), asked.size());
        }
        return answers;
    }

    /// Neighbours about the same picture; a question without one stands alone.
    private static List<List<Question>> groups(List<Question> asked) {
        List<List<Question>> groups = new ArrayList<>();
        for (Question question : asked) {
            List<Question> last = groups.isEmpty() ? List.of() : groups.getLast();
            boolean same = !last.isEmpty()
                    && question.image() != null
                    && Objects.equals(last.getFirst().image(), question.image())
                    && last.size() < TOGETHER;
            if (same) {
                last.add(question);
            } else {
                groups.add(new ArrayList<>(List.of(question)));
            }
        }
        return groups;
    }
}

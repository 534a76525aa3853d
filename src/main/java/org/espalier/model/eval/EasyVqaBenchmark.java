package org.espalier.model.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.BatchDecoder;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// easy-VQA's official test questions: one word each, right or wrong.
public final class EasyVqaBenchmark {

    private static final int LONGEST_ANSWER = 8;
    private static final List<String> SHAPES = List.of("circle", "rectangle", "triangle");

    /// Right answers among the questions of one kind.
    private record Tally(int right, int asked) {
        static final Tally NONE = new Tally(0, 0);

        Tally plus(boolean hit) {
            return new Tally(right + (hit ? 1 : 0), asked + 1);
        }

        double percent() {
            return asked == 0 ? 0 : 100.0 * right / asked;
        }
    }

    private EasyVqaBenchmark() {}

    /// Asks the test questions, all about one picture together.
    ///
    /// @param samples at most this many questions, the first ones; 0 means all
    /// @throws WorkbenchException if the data set has no test questions
    public static Evaluation run(
            BatchDecoder decoder, Questions questions, EasyVqa data, int samples, TaskContext context) {
        List<EasyVqa.Question> asked = data.questions(Split.TEST);
        if (asked.isEmpty()) {
            throw WorkbenchException.input(
                    "eval.empty",
                    "the data set has no test questions (test/questions.json)",
                    "Name an easy-VQA folder with its test part by --data.");
        }
        if (samples > 0 && samples < asked.size()) {
            asked = asked.subList(0, samples);
        }
        context.stage("Asking " + asked.size() + " easy-VQA questions");
        Map<String, List<EasyVqa.Question>> byImage = new LinkedHashMap<>();
        for (EasyVqa.Question question : asked) {
            byImage.computeIfAbsent(question.image(), _ -> new ArrayList<>()).add(question);
        }
        SequencedMap<String, Tally> kinds = new LinkedHashMap<>();
        for (String kind : List.of("shape", "color", "yes/no shape", "yes/no color")) {
            kinds.put(kind, Tally.NONE);
        }
        Tally all = Tally.NONE;
        for (Map.Entry<String, List<EasyVqa.Question>> entry : byImage.entrySet()) {
            RgbImage picture = data.image(Split.TEST, entry.getKey());
            List<Prompt> prompts = entry.getValue().stream()
                    .map(question -> questions.question(question.text(), List.of(picture)))
                    .toList();
            List<int[]> answers = decoder.answers(prompts, LONGEST_ANSWER, context);
            for (int i = 0; i < answers.size(); i++) {
                EasyVqa.Question question = entry.getValue().get(i);
                boolean hit = same(questions.tokenizer().decode(answers.get(i)), question.answer());
                all = all.plus(hit);
                kinds.merge(kind(question), Tally.NONE.plus(hit), (tally, _) -> tally.plus(hit));
            }
            context.progress(all.asked(), asked.size());
        }
        SequencedMap<String, Double> parts = new LinkedHashMap<>();
        kinds.forEach((kind, tally) -> {
            if (tally.asked() > 0) {
                parts.put(kind, tally.percent());
            }
        });
        return new Evaluation("easy-vqa", all.asked(), all.percent(), parts);
    }

    /// What a question is about: the shape, the colour, or whether one of them is there.
    static String kind(EasyVqa.Question question) {
        if (question.answer().equals("yes") || question.answer().equals("no")) {
            return SHAPES.stream().anyMatch(question.text()::contains) ? "yes/no shape" : "yes/no color";
        }
        return question.text().contains("color") ? "color" : "shape";
    }

    /// A model may write a capital or a full stop.
    static boolean same(String answer, String expected) {
        String plain = answer.strip().toLowerCase(Locale.ROOT);
        return (plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain).equals(expected);
    }
}

package org.espalier.model.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.espalier.format.dataset.EasyVqa;
import org.espalier.format.dataset.Split;
import org.espalier.format.image.RgbImage;
import org.espalier.task.WorkbenchException;

/// easy-VQA's official test questions: one word each, right or wrong. They have no ids of their own; an id is a
/// question's place in the list, from 0.
final class EasyVqaQuestions implements Benchmark.Scored {

    private static final List<String> SHAPES = List.of("circle", "rectangle", "triangle");
    private static final List<String> KINDS = List.of("shape", "color", "yes/no shape", "yes/no color");

    private final EasyVqa data;
    private final SequencedMap<String, EasyVqa.Question> items = new LinkedHashMap<>();

    /// The test questions of a data set.
    ///
    /// @throws WorkbenchException if it has none
    EasyVqaQuestions(EasyVqa data) {
        this.data = data;
        List<EasyVqa.Question> questions = data.questions(Split.TEST);
        if (questions.isEmpty()) {
            throw WorkbenchException.input(
                    "evaluate.empty",
                    "the data set has no test questions (test/questions.json)",
                    "Name an easy-VQA folder with its test part by --data.");
        }
        for (EasyVqa.Question question : questions) {
            items.put(Integer.toString(items.size()), question);
        }
    }

    static EasyVqaQuestions open(Path folder) {
        EasyVqa data = EasyVqa.open(folder);
        try {
            return new EasyVqaQuestions(data);
        } catch (WorkbenchException e) {
            data.close();
            throw e;
        }
    }

    @Override
    public List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        items.forEach((id, item) -> questions.add(new Question(id, item.text(), item.image())));
        return questions;
    }

    @Override
    public boolean hasPicture(Question question) {
        return true;
    }

    @Override
    public RgbImage picture(Question question) {
        return data.image(Split.TEST, Objects.requireNonNull(question.image()));
    }

    @Override
    public int longestAnswer() {
        return 8;
    }

    @Override
    public boolean scorable() {
        return true;
    }

    @Override
    public Score score(List<Question> asked, Map<String, String> answers, Rules rules) {
        SequencedMap<String, Share> kinds = new LinkedHashMap<>();
        KINDS.forEach(kind -> kinds.put(kind, new Share()));
        Share all = new Share();
        int missing = 0;
        for (Question question : asked) {
            EasyVqa.Question item = Objects.requireNonNull(items.get(question.id()));
            String answer = answers.get(question.id());
            missing += answer == null ? 1 : 0;
            boolean right = answer != null && same(answer, item.answer());
            all.add(right);
            kinds.computeIfAbsent(kind(item), _ -> new Share()).add(right);
        }
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        kinds.forEach((kind, share) -> {
            if (share.asked() > 0) {
                parts.put(kind, new Part.Percent(share.percent()));
            }
        });
        return new Score(asked.size(), all.percent(), parts, missing, 0);
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

    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        return new Export.Lines(asked.stream()
                .map(question -> {
                    Map<String, Object> line = new LinkedHashMap<>();
                    line.put("question_id", Export.id(question));
                    line.put("image", question.image());
                    line.put("question", question.text());
                    line.put("answer", answers.getOrDefault(question.id(), ""));
                    return line;
                })
                .toList());
    }

    @Override
    public void close() {
        data.close();
    }
}

package org.espalier.model.eval;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// ScienceQA: school questions of several choices, about half of them with a picture. The form CQM-A of LLaVA
/// (context, question, choices; the answer a letter).
///
/// The main figure is over all questions; papers that report LLaVA on "SQA" mean the part `image`.
final class ScienceQa extends FolderBenchmark<ScienceQa.Item> implements Benchmark.Scored {

    /// What [ScienceQaFiles] reads.
    ///
    /// @param question as a model is asked it
    /// @param gold the right choice, 0 for A
    /// @param choices how many there are
    record Item(Question question, int gold, int choices) {}

    private ScienceQa(DataFolder data, List<Item> items) {
        super(data, items, Item::question);
    }

    /// Opens LLaVA's `llava_test_CQM-A.json`, or the release's `problems.json` and `pid_splits.json`.
    ///
    /// @throws org.espalier.task.WorkbenchException if neither is there, or one is malformed
    static ScienceQa open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        return new ScienceQa(data, ScienceQaFiles.read(data));
    }

    @Override
    public int longestAnswer() {
        return 128;
    }

    @Override
    public boolean scorable() {
        return true;
    }

    @Override
    public Score score(List<Question> asked, Map<String, String> answers, Rules rules) {
        Share all = new Share();
        Share image = new Share();
        Share text = new Share();
        int missing = 0;
        int failed = 0;
        for (Question question : asked) {
            String answer = answers.get(question.id());
            int choice = choice(question, answer, rules);
            missing += answer == null ? 1 : 0;
            failed += answer != null && choice < 0 ? 1 : 0;
            boolean right = choice == item(question).gold();
            all.add(right);
            (question.image() == null ? text : image).add(right);
        }
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        Stream.of(Map.entry("image", image), Map.entry("text", text))
                .filter(part -> part.getValue().asked() > 0)
                .forEach(part -> parts.put(
                        part.getKey(), new Part.Percent(part.getValue().percent())));
        return new Score(asked.size(), all.percent(), parts, missing, failed);
    }

    /// The number of the choice that an answer names; -1 if it names none of the question's.
    private int choice(Question question, @org.jspecify.annotations.Nullable String answer, Rules rules) {
        char letter = answer == null ? LetterAnswer.FAILED : LetterAnswer.letter(answer, rules);
        int choice = letter - 'A';
        return letter == LetterAnswer.FAILED || choice >= item(question).choices() ? -1 : choice;
    }

    /// The release's result file, with the raw answers as `outputs`.
    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        SequencedMap<String, Integer> results = new LinkedHashMap<>();
        SequencedMap<String, String> outputs = new LinkedHashMap<>();
        int right = 0;
        for (Question question : asked) {
            int choice = choice(question, answers.get(question.id()), Rules.COMPAT);
            right += choice == item(question).gold() ? 1 : 0;
            results.put(question.id(), choice);
            outputs.put(question.id(), answers.getOrDefault(question.id(), "FAILED"));
        }
        SequencedMap<String, Object> document = new LinkedHashMap<>();
        document.put("acc", asked.isEmpty() ? 0.0 : 100.0 * right / asked.size());
        document.put("correct", right);
        document.put("count", asked.size());
        document.put("results", results);
        document.put("outputs", outputs);
        return new Export.Document(document);
    }
}

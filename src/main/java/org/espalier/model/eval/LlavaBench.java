package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.format.image.RgbImage;
import org.jspecify.annotations.Nullable;

/// LLaVA-Bench: open questions; a judge gives the model's answer and a reference answer up to ten points each. The
/// score
/// is the model's points over the reference's.
public final class LlavaBench implements Benchmark.Judged {

    private final @Nullable DataFolder data;
    private final SequencedMap<String, Question> items;

    private LlavaBench(@Nullable DataFolder data, SequencedMap<String, Question> items) {
        this.data = data;
        this.items = items;
    }

    /// Opens `questions.jsonl`.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is missing or malformed
    public static LlavaBench open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        Path path = data.questions("questions\\.jsonl").orElseThrow(() -> data.lacks("LLaVA-Bench", "questions.jsonl"));
        RecordFile file = RecordFile.read(path);
        SequencedMap<String, Question> items = new LinkedHashMap<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = file.id(record, i, "question_id");
            Question question = new Question(id, file.text(record, i, "text"), file.text(record, i, "image"));
            if (items.put(id, question) != null) {
                throw file.malformed("question " + id + " is there twice");
            }
        }
        return new LlavaBench(data, items);
    }

    /// The questions that judgments name, where the benchmark's own file is not at hand.
    public static LlavaBench of(Judgments judgments) {
        SequencedMap<String, Question> items = new LinkedHashMap<>();
        judgments
                .reviews()
                .forEach(review ->
                        review.verdicts().keySet().forEach(id -> items.putIfAbsent(id, new Question(id, "", null))));
        return new LlavaBench(null, items);
    }

    @Override
    public List<Question> questions() {
        return new ArrayList<>(items.values());
    }

    @Override
    public boolean hasPicture(Question question) {
        return data != null && data.hasPicture(question);
    }

    @Override
    public RgbImage picture(Question question) {
        return java.util.Objects.requireNonNull(data).picture(question);
    }

    @Override
    public int longestAnswer() {
        return 1024;
    }

    @Override
    public JudgedScore score(List<Question> asked, Judgments judgments) {
        return JudgedScore.of(
                asked,
                judgments,
                (_, verdict) -> verdict.category().isEmpty() ? List.<String>of() : List.of(verdict.category()));
    }

    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        return new Export.Lines(asked.stream()
                .map(question -> Export.line(question, answers.getOrDefault(question.id(), ""), model))
                .toList());
    }
}

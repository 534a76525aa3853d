package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// LLaVA-Bench: open questions; a judge gives the model's answer and a reference answer up to ten points each. The
/// score is the model's points over the reference's.
final class LlavaBench extends FolderBenchmark<Question> implements Benchmark.Judged {

    private LlavaBench(@Nullable DataFolder data, List<Question> items) {
        super(data, items, Function.identity());
    }

    /// Opens `questions.jsonl`.
    ///
    /// @throws org.espalier.task.WorkbenchException if it is missing or malformed
    static LlavaBench open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        Path path = data.questions("questions\\.jsonl").orElseThrow(() -> data.lacks("LLaVA-Bench", "questions.jsonl"));
        RecordFile file = RecordFile.read(path);
        List<Question> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = file.id(record, i, "question_id");
            if (!ids.add(id)) {
                throw file.malformed("question " + id + " is there twice");
            }
            items.add(new Question(id, file.text(record, i, "text"), file.text(record, i, "image")));
        }
        return new LlavaBench(data, items);
    }

    /// The questions that judgments name, where the benchmark's own file is not at hand.
    static LlavaBench of(Judgments judgments) {
        return new LlavaBench(null, judgments.questions());
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

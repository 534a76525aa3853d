package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// VizWiz-VQA: questions that blind people asked about their photographs, each answered by ten annotators. The test
/// set's answers are secret, so only the validation set can be scored here.
final class VizWiz extends FolderBenchmark<VizWiz.Item> implements Benchmark.Scored {

    private static final int ANNOTATORS = 10;
    private static final String ASK = "\nWhen the provided information is insufficient, respond with 'Unanswerable'."
            + "\nAnswer the question using a single word or phrase.";

    /// A question with what the annotators said (empty where it is secret) and the kind of answer ("yes/no").
    record Item(Question question, List<String> said, String kind) {}

    private VizWiz(DataFolder data, List<Item> items) {
        super(data, items, Item::question);
    }

    /// Opens the release's `val.json`, or LLaVA's `llava_test.jsonl`, which has no answers.
    ///
    /// @throws org.espalier.task.WorkbenchException if neither is there, or one is malformed
    static VizWiz open(Path folder) {
        DataFolder data = DataFolder.open(folder);
        Path file = data.questions("(.*[_-])?val(idation)?\\.jsonl?")
                .or(() -> data.find("(.*[_-])?test\\.jsonl?"))
                .orElseThrow(() -> data.lacks("VizWiz", "val.json, or llava_test.jsonl"));
        return new VizWiz(data, items(RecordFile.read(file)));
    }

    private static List<Item> items(RecordFile file) {
        List<Item> items = new ArrayList<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = record.has("question_id") ? file.id(record, i, "question_id") : Integer.toString(i);
            String text = record.has("text") ? file.text(record, i, "text") : file.text(record, i, "question") + ASK;
            List<String> said = new ArrayList<>();
            for (JsonNode answer : record.path("answers")) {
                said.add(file.text(answer, i, "answer"));
            }
            if (!said.isEmpty() && said.size() != ANNOTATORS) {
                throw file.malformed("record " + (i + 1) + " has " + said.size() + " answers, not " + ANNOTATORS);
            }
            Question question = new Question(id, text, file.text(record, i, "image"));
            items.add(new Item(question, said, record.path("answer_type").asText("")));
        }
        return items;
    }

    @Override
    public int longestAnswer() {
        return 128;
    }

    @Override
    public boolean scorable() {
        return items().stream().noneMatch(item -> item.said().isEmpty());
    }

    @Override
    public Score score(List<Question> asked, Map<String, String> answers, Rules rules) {
        SequencedMap<String, Share> kinds = new LinkedHashMap<>();
        Share all = new Share();
        int missing = 0;
        for (Question question : asked) {
            Item item = item(question);
            String answer = answer(question, answers);
            missing += answer == null ? 1 : 0;
            double score = answer == null ? 0 : agreement(answer, item.said(), rules);
            all.add(score);
            if (!item.kind().isEmpty()) {
                kinds.computeIfAbsent(item.kind(), _ -> new Share()).add(score);
            }
        }
        SequencedMap<String, Part> parts = new LinkedHashMap<>();
        kinds.forEach((kind, share) -> parts.put(kind, new Part.Percent(share.percent())));
        return new Score(asked.size(), all.percent(), parts, missing, 0);
    }

    /// Answer files go by the question's number, submissions by the picture's name.
    private static @org.jspecify.annotations.Nullable String answer(Question question, Map<String, String> answers) {
        String byId = answers.get(question.id());
        return byId != null ? byId : answers.get(String.valueOf(question.image()));
    }

    /// The mean over the ten annotators of min(1, agreeing among the other nine / 3): 0.3, 0.6, 0.9 and 1 for one, two,
    /// three and more who agree.
    static double agreement(String answer, List<String> said, Rules rules) {
        String normal = VqaText.normal(answer, rules);
        List<Boolean> agrees = said.stream()
                .map(other -> VqaText.normal(other, rules).equals(normal))
                .toList();
        int agreeing = (int) agrees.stream().filter(Boolean::booleanValue).count();
        double sum = 0;
        for (boolean own : agrees) {
            sum += Math.min(1, (agreeing - (own ? 1 : 0)) / 3.0);
        }
        return sum / agrees.size();
    }

    /// The challenge's submission.
    @Override
    public Export export(List<Question> asked, Map<String, String> answers, String model) {
        return new Export.Document(asked.stream()
                .map(question -> {
                    Map<String, String> line = new LinkedHashMap<>();
                    line.put("image", String.valueOf(question.image()));
                    line.put(
                            "answer",
                            VqaText.normal(Objects.requireNonNullElse(answer(question, answers), ""), Rules.COMPAT));
                    return line;
                })
                .toList());
    }
}

package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads ScienceQA's questions in either of their forms.
final class ScienceQaFiles {

    private static final String LLAVA = ".*CQM-A.*\\.json";
    private static final String PROBLEMS = "problems.*\\.json";
    private static final String SPLITS = "pid_splits\\.json";
    private static final String ASK = "\nAnswer with the option's letter from the given choices directly.";
    private static final String PICTURE = "<image>";
    private static final Pattern CHOICE = Pattern.compile("(?m)^([A-E])\\. ");

    private ScienceQaFiles() {}

    static List<ScienceQa.Item> read(DataFolder data) {
        Optional<Path> llava = data.questions(LLAVA);
        if (llava.isPresent()) {
            return llava(RecordFile.read(llava.get()));
        }
        Path problems = data.find(PROBLEMS)
                .orElseThrow(
                        () -> data.lacks("ScienceQA", "llava_test_CQM-A.json, or problems.json with pid_splits.json"));
        Path splits = data.find(SPLITS).orElseThrow(() -> data.lacks("ScienceQA", "pid_splits.json"));
        return release(RecordFile.read(problems), RecordFile.read(splits));
    }

    /// `[{"id", "image"?, "conversations": [{"value": question}, {"value": letter}]}]`
    private static List<ScienceQa.Item> llava(RecordFile file) {
        List<ScienceQa.Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<JsonNode> records = file.records();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            String id = file.id(record, i, "id");
            if (!ids.add(id)) {
                throw file.malformed("question " + id + " is there twice");
            }
            JsonNode said = record.path("conversations");
            String text =
                    file.text(said.path(0), i, "value").replace(PICTURE, "").strip();
            String gold = file.text(said.path(1), i, "value");
            char letter = LetterAnswer.letter(gold, Rules.COMPAT);
            if (letter == LetterAnswer.FAILED) {
                throw file.malformed("question " + id + " has no letter as its right answer: '" + gold + "'");
            }
            int choices = (int) CHOICE.matcher(text).results().count();
            String image =
                    record.path("image").isTextual() ? record.path("image").textValue() : null;
            items.add(new ScienceQa.Item(new Question(id, text + ASK, image), letter - 'A', Math.max(2, choices)));
        }
        return items;
    }

    /// `{"1": {"question", "choices": [], "answer": 0, "hint", "image": "image.png" or null}}`, the test split.
    private static List<ScienceQa.Item> release(RecordFile file, RecordFile splits) {
        JsonNode problems = file.object();
        List<ScienceQa.Item> items = new ArrayList<>();
        for (JsonNode id : splits.object().path("test")) {
            JsonNode problem = problems.path(id.asText());
            if (problem.isObject()) {
                items.add(problem(file, id.asText(), problem, items.size()));
            }
        }
        if (items.isEmpty()) {
            throw file.malformed("it holds no problem of the test split in " + splits.file());
        }
        return items;
    }

    private static ScienceQa.Item problem(RecordFile file, String id, JsonNode problem, int index) {
        JsonNode choices = problem.path("choices");
        int gold = problem.path("answer").isInt() ? problem.path("answer").intValue() : -1;
        if (!choices.isArray() || choices.size() > 26 || gold < 0 || gold >= choices.size()) {
            throw file.malformed("problem " + id + " has no right answer among its choices");
        }
        StringBuilder text = new StringBuilder();
        String hint = problem.path("hint").asText("");
        if (!hint.isEmpty()) {
            text.append("Context: ").append(hint).append('\n');
        }
        text.append(file.text(problem, index, "question"));
        char letter = 'A';
        for (JsonNode choice : choices) {
            text.append('\n').append(letter).append(". ").append(choice.asText());
            letter++;
        }
        return new ScienceQa.Item(new Question(id, text + ASK, picture(id, problem)), gold, choices.size());
    }

    private static @Nullable String picture(String id, JsonNode problem) {
        String name = problem.path("image").asText("");
        return name.isEmpty() || name.equals("null") ? null : id + "/" + name;
    }
}

package org.espalier.model.eval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.espalier.task.WorkbenchException;

/// Reads answers as the benchmarks' own scripts write them, plain or gzipped.
///
/// | form | from |
/// | --- | --- |
/// | lines of `{"question_id", "text"}` (or `answer`) | LLaVA's scripts, POPE |
/// | list of `{"image", "answer"}` | a VizWiz submission; the picture's name is the id |
/// | `{"v1_0": "…"}` | MM-Vet |
/// | `{"correct": [{"question_id", "pred"}], "incorrect": […]}` | LLaVA's ScienceQA output |
/// | `{"results": {"4": 1}, "outputs": {"4": "B"}}` | a ScienceQA result |
public final class AnswerFile {

    /// What tells one answer from a document of many.
    private static final List<String> RECORD = List.of("question_id", "text", "answer", "pred", "tuple");

    private AnswerFile() {}

    /// The answers by question id.
    ///
    /// @throws WorkbenchException if the file is missing, malformed, or answers a question twice in different words
    public static SequencedMap<String, String> read(Path path) {
        RecordFile file = RecordFile.read(path);
        SequencedMap<String, String> answers = new LinkedHashMap<>();
        if (file.isObject() && RECORD.stream().noneMatch(key -> file.object().has(key))) {
            document(file, file.object(), answers);
        } else {
            records(file, file.records(), answers);
        }
        return answers;
    }

    private static void document(RecordFile file, JsonNode document, Map<String, String> answers) {
        if (document.path("correct").isArray() || document.path("incorrect").isArray()) {
            for (String key : List.of("correct", "incorrect")) {
                records(file, List.copyOf(elements(document.path(key))), answers);
            }
        } else if (document.path("outputs").isObject()) {
            texts(file, document.path("outputs"), answers);
        } else if (document.path("results").isObject()) {
            document.path("results").properties().forEach(entry -> {
                if (!entry.getValue().isInt()
                        || entry.getValue().intValue() < -1
                        || entry.getValue().intValue() > 25) {
                    throw file.malformed("the result of question " + entry.getKey() + " is not the number of a choice");
                }
                int choice = entry.getValue().intValue();
                answers.put(entry.getKey(), choice < 0 ? "FAILED" : String.valueOf((char) ('A' + choice)));
            });
        } else {
            texts(file, document, answers);
        }
        if (answers.isEmpty()) {
            throw file.malformed("it holds no answers");
        }
    }

    private static List<JsonNode> elements(JsonNode list) {
        return list.valueStream().toList();
    }

    private static void texts(RecordFile file, JsonNode object, Map<String, String> answers) {
        object.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw file.malformed("'" + entry.getKey() + "' is no answer: a text was expected");
            }
            answers.put(entry.getKey(), entry.getValue().textValue());
        });
    }

    private static void records(RecordFile file, List<JsonNode> records, Map<String, String> answers) {
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = records.get(i);
            if (record.has("tuple") || record.has("score")) {
                throw WorkbenchException.input(
                        "evaluate.answers.judgments",
                        file.file() + " holds judgments, not answers",
                        "Judgments are read for mm-vet and llava-bench; name that benchmark by --benchmark.");
            }
            String id = file.id(record, i, record.has("question_id") || !record.has("image") ? "question_id" : "image");
            String text = file.text(record, i, record.has("text") ? "text" : record.has("pred") ? "pred" : "answer");
            String before = answers.putIfAbsent(id, text);
            if (before != null && !before.equals(text)) {
                throw file.malformed("question " + id + " is answered twice, in different words");
            }
        }
    }
}

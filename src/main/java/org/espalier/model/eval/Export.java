package org.espalier.model.eval;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.AtomicFile;
import org.espalier.format.Json;

/// Answers in a benchmark's own form.
public sealed interface Export {

    /// One JSON document.
    record Document(Object value) implements Export {}

    /// One JSON object a line.
    record Lines(List<? extends Map<String, ?>> lines) implements Export {}

    /// Writes the file, whole or not at all.
    default void write(Path file) {
        switch (this) {
            case Document document -> Json.write(file, document.value());
            case Lines lines -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                lines.lines()
                        .forEach(line -> bytes.writeBytes((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8)));
                AtomicFile.write(file, bytes.toByteArray());
            }
        }
    }

    /// A question's id as the published files have it: a number where it is one.
    static Object id(Question question) {
        return question.id().matches("0|[1-9]\\d{0,17}") ? Long.valueOf(question.id()) : question.id();
    }

    /// The line that LLaVA's scripts write for an answer.
    static Map<String, Object> line(Question question, String answer, String model) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("question_id", id(question));
        line.put("prompt", question.text());
        line.put("text", answer);
        line.put("answer_id", model + "-" + question.id());
        line.put("model_id", model);
        line.put("metadata", Map.of());
        return line;
    }
}

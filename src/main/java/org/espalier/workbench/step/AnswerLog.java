package org.espalier.workbench.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.format.AppendedLines;
import org.espalier.format.Json;
import org.espalier.model.eval.Question;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// The answers of an evaluation as they come, `answers.jsonl` in its run folder: what a killed run need not ask again.
final class AnswerLog implements AutoCloseable {

    private final Path file;
    private final Map<String, String> known;
    private final @Nullable BufferedWriter writer;

    private AnswerLog(Path file, Map<String, String> known, @Nullable BufferedWriter writer) {
        this.file = file;
        this.known = known;
        this.writer = writer;
    }

    /// Opens the log of a run, with what it holds; without a run nothing is kept.
    static AnswerLog open(@Nullable Path run) {
        if (run == null) {
            return new AnswerLog(Path.of(""), Map.of(), null);
        }
        Path file = run.resolve("answers.jsonl");
        Map<String, String> known = new LinkedHashMap<>();
        try {
            // A line that a kill cut short is asked again.
            List<String> lines = Files.isRegularFile(file) ? AppendedLines.read(file) : List.of();
            for (int i = 0; i < lines.size(); i++) {
                JsonNode answer = parse(file, i + 1, lines.get(i));
                known.put(
                        answer.path("question_id").asText(), answer.path("text").asText());
            }
            return new AnswerLog(
                    file, known, Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw refuse(file, e);
        }
    }

    private static JsonNode parse(Path file, int number, String line) {
        try {
            JsonNode answer = Json.mapper().readTree(line);
            if (answer != null && answer.has("question_id") && answer.has("text")) {
                return answer;
            }
            throw broken(file, number, "no \"question_id\" or no \"text\"");
        } catch (JsonProcessingException e) {
            throw broken(file, number, e.getOriginalMessage());
        }
    }

    private static WorkbenchException broken(Path file, int number, String what) {
        return WorkbenchException.input(
                "evaluate.answers.line",
                file + " line " + number + " is no answer: " + what,
                "Delete the line; its question is asked again.");
    }

    /// Answers from before, by question id.
    Map<String, String> known() {
        return known;
    }

    /// Keeps one more.
    void add(Question question, String answer) {
        if (writer == null) {
            return;
        }
        Map<String, String> line = new LinkedHashMap<>();
        line.put("question_id", question.id());
        line.put("prompt", question.text());
        line.put("text", answer);
        try {
            writer.write(Json.line(line));
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw refuse(file, e);
        }
    }

    private static WorkbenchException refuse(Path file, IOException e) {
        return WorkbenchException.input(
                "evaluate.answers.log",
                file + ": cannot be kept: " + e.getMessage(),
                "Check the run folder's rights and the space left on the disk.",
                e);
    }

    @Override
    public void close() {
        if (writer != null) {
            try {
                writer.close();
            } catch (IOException e) {
                throw refuse(file, e);
            }
        }
    }
}

package org.espalier.workbench.step;

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
            for (String line : Files.isRegularFile(file) ? AppendedLines.read(file) : List.<String>of()) {
                JsonNode answer = Json.mapper().readTree(line);
                known.put(
                        answer.path("question_id").asText(), answer.path("text").asText());
            }
            return new AnswerLog(
                    file, known, Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw refuse(file, e);
        }
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

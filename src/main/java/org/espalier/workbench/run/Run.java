package org.espalier.workbench.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// A run folder, read. Nothing in it changes once the run has ended.
///
/// | file | holds |
/// | --- | --- |
/// | `run.json` | the request ([RunRecord]) |
/// | `events.jsonl` | what happened, one JSON object a line |
/// | `result.json` | the result, the same bytes for the same request and seed |
/// | `end.json` | status, start, end, the error if there was one, and what of the result varies ([Varying]) |
/// | `run.lock` | who works on the run; locked and there only meanwhile |
///
/// @param folder the run's folder
/// @param record the request
public record Run(Path folder, RunRecord record) {

    static final String RECORD = "run.json";
    static final String EVENTS = "events.jsonl";
    static final String RESULT = "result.json";
    static final String END = "end.json";
    static final String LOCK = "run.lock";
    static final Set<String> OWN = Set.of(RECORD, EVENTS, END, LOCK);

    /// Opens a run folder.
    ///
    /// @throws WorkbenchException if it is not one
    public static Run open(Path folder) {
        Path file = folder.resolve(RECORD);
        if (!Files.isRegularFile(file)) {
            throw WorkbenchException.input(
                    "run.missing",
                    folder + " is not a run folder: it has no " + RECORD,
                    "Name a folder that 'espalier run list' shows.");
        }
        RunRecord record = Json.read(file, RunRecord.class);
        if (!RunRecord.SCHEMA.equals(record.schema())) {
            throw WorkbenchException.input(
                    "run.version",
                    file + " was written by another version of Espalier (" + record.schema() + ")",
                    "Open it with that version, or start the run again with 'espalier run copy-command'.");
        }
        return new Run(folder, record);
    }

    /// The folder's name, which is how users call the run.
    public String id() {
        return String.valueOf(folder.getFileName());
    }

    /// How the run stands now.
    public RunStatus status() {
        String word = end().map(end -> end.path("status").asText()).orElse(RunStatus.UNFINISHED.word());
        return Arrays.stream(RunStatus.values())
                .filter(status -> status.word().equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.input(
                        "run.end",
                        folder.resolve(END) + ": the status '" + word + "' is not known",
                        "Delete this file to continue the run, or restore it."));
    }

    /// The result record as JSON, once there is one.
    public Optional<JsonNode> result() {
        return read(RESULT);
    }

    /// Status, times and error, once the run has ended.
    public Optional<JsonNode> end() {
        return read(END);
    }

    /// The run's events so far, oldest first; a last line cut short by a kill is left out.
    public List<JsonNode> events() {
        Path file = folder.resolve(EVENTS);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            // A letter that a kill cut in two is no letter, and its line none.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .map(Run::event)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private static Optional<JsonNode> event(String line) {
        try {
            JsonNode node = Json.mapper().readTree(line);
            return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<JsonNode> read(String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Json.read(file)) : Optional.empty();
    }
}

package org.espalier.ui.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.espalier.workbench.run.CommandText;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.jspecify.annotations.Nullable;

/// A run as the page shows it.
///
/// @param when it started, on the user's clock; empty while it has not ended
/// @param took how long; null while it has not ended
/// @param seed the seed it was asked to use; empty if it uses none
/// @param outcome the numbers that matter, in one line
/// @param parameters name and value of each
/// @param result name and value of each number and text that came out
record RunRow(
        Path folder,
        String id,
        String step,
        RunStatus status,
        String when,
        @Nullable Duration took,
        String seed,
        String outcome,
        String command,
        List<Fields.Field> parameters,
        List<Fields.Field> result) {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    /// Reads what the run's files say now.
    static RunRow of(Run run) {
        RunStatus status = run.status();
        JsonNode end = run.end().orElse(null);
        Instant start = time(end, "start");
        Instant stop = time(end, "end");
        JsonNode parameters = run.record().parameters();
        JsonNode result = run.result().orElse(null);
        return new RunRow(
                run.folder(),
                run.id(),
                run.record().step(),
                status,
                start == null ? "" : CLOCK.format(start.atZone(ZoneId.systemDefault())),
                start == null || stop == null ? null : Duration.between(start, stop),
                parameters.path("seed").asText(""),
                outcome(status, result, end),
                CommandText.of(run.record().command()),
                Fields.of(parameters),
                result == null ? Fields.of(end) : Fields.of(result));
    }

    private static String outcome(RunStatus status, @Nullable JsonNode result, @Nullable JsonNode end) {
        return switch (status) {
            case DONE -> result == null ? "" : Fields.summary(result);
            case FAILED -> end == null ? "" : end.path("error").path("message").asText();
            case UNFINISHED, CANCELLED -> "";
        };
    }

    private static @Nullable Instant time(@Nullable JsonNode end, String field) {
        if (end == null) {
            return null;
        }
        try {
            return Instant.parse(end.path(field).asText());
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /// Whether it stopped before its end.
    boolean resumable() {
        return status == RunStatus.CANCELLED || status == RunStatus.UNFINISHED;
    }

    /// Whether any of the shown texts contains all words of `filter`.
    boolean matches(String filter) {
        String all = (id + " " + step + " " + status.word() + " " + when + " " + outcome + " " + command)
                .toLowerCase(java.util.Locale.ROOT);
        for (String word : filter.toLowerCase(java.util.Locale.ROOT).strip().split("\\s+", -1)) {
            if (!all.contains(word)) {
                return false;
            }
        }
        return true;
    }
}

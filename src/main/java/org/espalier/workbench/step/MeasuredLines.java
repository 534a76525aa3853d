package org.espalier.workbench.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.espalier.format.AppendedLines;
import org.espalier.format.Json;

/// A file of JSON lines that grows by one for each finished measurement, so that a kill loses at most
/// the last.
final class MeasuredLines {

    private MeasuredLines() {}

    /// Appends a line.
    static void append(Path file, Object value) {
        try {
            Files.writeString(file, Json.line(value) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every whole line; a last one that was cut short is removed from the file.
    static <T extends Record> List<T> read(Path file, Class<T> type) {
        try {
            List<T> values = new ArrayList<>();
            for (String line : AppendedLines.read(file)) {
                values.add(Json.value(Json.mapper().readTree(line), type));
            }
            return values;
        } catch (JsonProcessingException e) {
            throw org.espalier.task.WorkbenchException.input(
                    "run.lines", file + ": a line cannot be read", "Start the run again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.espalier.model.eval;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;

/// A file of JSON values, plain or gzipped: JSON lines, or one document.
///
/// @param file where they come from
/// @param values the values, at least one
record RecordFile(Path file, List<JsonNode> values) {

    private static final int LARGEST = 128 << 20;

    /// Reads a file.
    ///
    /// @throws WorkbenchException if it is missing, empty, not JSON, or over 128 MiB when unpacked
    static RecordFile read(Path file) {
        if (Files.isDirectory(file)) {
            throw WorkbenchException.input(
                    "evaluate.file.folder", file + " is a folder, not a file", "Name the file in it.");
        }
        if (!Files.exists(file)) {
            throw WorkbenchException.input("format.missing", file + ": no such file", "Check the path.");
        }
        byte[] bytes = bytes(file);
        List<JsonNode> values = new ArrayList<>();
        try (JsonParser parser = Json.mapper().createParser(bytes)) {
            while (parser.nextToken() != null) {
                values.add(Json.mapper().readTree(parser));
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw malformed(file, "line " + line + ": not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw malformed(file, "not readable as JSON in UTF-8: " + e.getMessage());
        }
        if (values.isEmpty()) {
            throw malformed(file, "the file is empty");
        }
        return new RecordFile(file, values);
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw WorkbenchException.input(
                        "evaluate.file.large",
                        file + ": holds more than " + (LARGEST >> 20) + " MiB when unpacked",
                        "Name a file of questions, answers or judgments.");
            }
            return bytes;
        } catch (IOException e) {
            throw malformed(file, "cannot be read: " + e.getMessage());
        }
    }

    private static InputStream open(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(2);
        }
        if (head.length == 0) {
            return new ByteArrayInputStream(head);
        }
        boolean packed = head.length == 2 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b;
        InputStream in = Files.newInputStream(file);
        try {
            return packed ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Whether the file is one JSON object.
    boolean isObject() {
        return values.size() == 1 && values.getFirst().isObject();
    }

    /// The one object of the file.
    JsonNode object() {
        if (!isObject()) {
            throw malformed("one JSON object was expected");
        }
        return values.getFirst();
    }

    /// The records: the lines, or the elements of the one list.
    List<JsonNode> records() {
        List<JsonNode> records = new ArrayList<>();
        if (values.size() == 1 && values.getFirst().isArray()) {
            values.getFirst().forEach(records::add);
        } else {
            records.addAll(values);
        }
        for (int i = 0; i < records.size(); i++) {
            if (!records.get(i).isObject()) {
                throw malformed("record " + (i + 1) + " is not a JSON object");
            }
        }
        if (records.isEmpty()) {
            throw malformed("the list is empty");
        }
        return records;
    }

    /// A text that a record must have.
    String text(JsonNode record, int index, String key) {
        JsonNode value = record.path(key);
        if (!value.isTextual()) {
            throw malformed("record " + (index + 1) + " has no text '" + key + "'");
        }
        return value.textValue();
    }

    /// A record's id, a text or a whole number.
    String id(JsonNode record, int index, String key) {
        JsonNode value = record.path(key);
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw malformed("record " + (index + 1) + " has no '" + key + "'");
        }
        return value.asText();
    }

    WorkbenchException malformed(String what) {
        return malformed(file, what);
    }

    private static WorkbenchException malformed(Path file, String what) {
        return WorkbenchException.input(
                "evaluate.file.malformed",
                file + ": " + what,
                "Replace the file with a complete copy; 'espalier model evaluate --help' names the formats.");
    }
}

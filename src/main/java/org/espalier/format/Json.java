package org.espalier.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// JSON as this project reads and writes it: duplicate keys refused, nesting bounded, files replaced whole,
/// the same bytes in every process.
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(100_000_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(SteadyMaps.module())
            .build();

    private Json() {}

    /// The mapper every package shares; records map to objects in component order.
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /// One line of JSON.
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
        }
    }

    /// The tree in a file.
    ///
    /// @throws WorkbenchException if the file is missing, unreadable or not JSON
    public static JsonNode read(Path file) {
        try {
            JsonNode node = MAPPER.readTree(file.toFile());
            if (node == null || node.isMissingNode()) {
                throw WorkbenchException.input(
                        "format.json.empty", file + ": the file is empty", "Replace it with a complete copy.");
            }
            return node;
        } catch (java.io.FileNotFoundException | NoSuchFileException e) {
            throw WorkbenchException.input("format.missing", file + ": no such file", "Check the path.", e);
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "format.json.malformed",
                    file + ": not valid JSON: " + e.getOriginalMessage(),
                    "Replace the file with a complete copy.",
                    e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", file + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        }
    }

    /// Reads a file into a record, every component of which is there unless it is `@Nullable`.
    ///
    /// @throws WorkbenchException if the file is missing, malformed, or lacks what the type needs
    public static <T extends Record> T read(Path file, Class<T> type) {
        JsonNode node = read(file);
        try {
            return value(node, type);
        } catch (JsonProcessingException e) {
            throw WorkbenchException.input(
                    "format.json.shape",
                    file + ": not a " + type.getSimpleName() + ": " + e.getOriginalMessage(),
                    "Write the file again with this version of Espalier.",
                    e);
        }
    }

    /// A tree as a record, every component of which is there unless it is `@Nullable`.
    ///
    /// @throws JsonProcessingException if it is malformed or lacks what the type needs
    public static <T extends Record> T value(JsonNode node, Class<T> type) throws JsonProcessingException {
        @Nullable T value = MAPPER.treeToValue(node, type);
        if (value == null) {
            throw new JsonMappingException(null, "it is missing or null");
        }
        Optional<String> gap = Completeness.firstGap(value);
        if (gap.isPresent()) {
            throw new JsonMappingException(null, gap.get() + " is missing or null");
        }
        return value;
    }

    /// Writes a file of indented JSON, whole or not at all.
    public static void write(Path file, Object value) {
        try {
            byte[] bytes = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
            AtomicFile.write(file, bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + value.getClass(), e);
        }
    }
}

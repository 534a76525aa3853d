package org.espalier.format.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.TensorName;

/// Reads the JSON of a header, as a stream: memory grows with what the header says, not with its length.
final class HeaderReader {

    static final String METADATA = "__metadata__";

    /// The reference reader refuses deeper nesting than this too.
    private static final int DEPTH = 128;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNameLength(Preamble.LARGEST_HEADER)
                    .maxStringLength(Preamble.LARGEST_HEADER)
                    .build())
            .build();

    private final MemorySegment header;
    private final Refusal refusal;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private boolean metadataSeen;
    private boolean closed;

    private HeaderReader(MemorySegment header, Refusal refusal) {
        this.header = header;
        this.refusal = refusal;
    }

    /// Reads and checks a header.
    ///
    /// @param header its JSON bytes
    /// @param dataBytes how many bytes follow it in the file
    /// @throws WorkbenchException if any rule is broken
    static Header read(MemorySegment header, long dataBytes, Refusal refusal) {
        HeaderReader reader = new HeaderReader(header, refusal);
        reader.checkStart();
        reader.parse();
        return new Header(
                new LayoutCheck(refusal).inDataOrder(reader.entries.values(), dataBytes),
                Collections.unmodifiableMap(reader.metadata),
                Preamble.LENGTH + header.byteSize());
    }

    private void checkStart() {
        long at = 0;
        while (at < header.byteSize() && isSpace(header.get(ValueLayout.JAVA_BYTE, at))) {
            at++;
        }
        if (at == header.byteSize() || header.get(ValueLayout.JAVA_BYTE, at) != '{') {
            throw refusal.because(
                    "header-json",
                    "the header is not a JSON object (it does not begin with '{')",
                    "Check that this is a safetensors file. " + Refusal.AGAIN);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private void parse() {
        var utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try (JsonParser json = JSON.createParser(new InputStreamReader(new SegmentStream(header), utf8))) {
            json.nextToken();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                if (name.equals(METADATA)) {
                    readMetadata(json);
                } else {
                    readEntry(name, json);
                }
            }
            closed = true;
            if (json.nextToken() != null) {
                throw refusal.because("header-json", "the header holds more than one JSON value", Refusal.AGAIN);
            }
        } catch (StreamConstraintsException e) {
            throw refusal.because("header-nesting", "the header is nested deeper than " + DEPTH, Refusal.AGAIN);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (CharacterCodingException e) {
            throw refusal.because("header-utf8", "the header is not UTF-8 text", Refusal.AGAIN);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private WorkbenchException malformed(JsonProcessingException e) {
        if (closed && header.get(ValueLayout.JAVA_BYTE, header.byteSize() - 1) == 0) {
            return refusal.because(
                    "nul-padding",
                    "the header is padded with NUL bytes, which the format forbids",
                    "Write the file again with padding of spaces (the safetensors library does so).");
        }
        long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
        return refusal.because("header-json", "the header is not valid JSON near character " + at, Refusal.AGAIN);
    }

    private void readMetadata(JsonParser json) throws IOException {
        if (metadataSeen) {
            throw refusal.because("duplicate", METADATA + " stands twice in the header", Refusal.AGAIN);
        }
        metadataSeen = true;
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw refusal.because("metadata", METADATA + " is not an object of strings", Refusal.AGAIN);
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw refusal.because(
                        "metadata",
                        METADATA + ": the value of " + TensorName.quoted(key) + " is not a string",
                        "Write the file again with text values only.");
            }
            checkText(METADATA + " key " + TensorName.quoted(key), key);
            checkText(METADATA + " value of " + TensorName.quoted(key), json.getText());
            if (metadata.putIfAbsent(key, json.getText()) != null) {
                throw refusal.because(
                        "duplicate", METADATA + ": " + TensorName.quoted(key) + " stands twice", Refusal.AGAIN);
            }
        }
    }

    private void readEntry(String name, JsonParser json) throws IOException {
        checkText("the tensor name " + TensorName.quoted(name), name);
        Entry entry = new EntryReader(name, json, refusal).read();
        if (entries.putIfAbsent(name, entry) != null) {
            throw refusal.because(
                    "duplicate",
                    name,
                    "stands twice in the header, so its value is ambiguous",
                    "Write the file again with each name once; do not trust this copy.");
        }
    }

    /// JSON escapes can spell half a character; such text cannot be written back.
    private void checkText(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    throw refusal.because("header-json", what + " has half a surrogate pair", Refusal.AGAIN);
                }
            }
        }
    }
}

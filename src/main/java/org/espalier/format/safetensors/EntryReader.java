package org.espalier.format.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.DType;
import org.espalier.tensor.TensorName;
import org.jspecify.annotations.Nullable;

/// Reads one tensor's object: `{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}`; unknown fields are skipped.
final class EntryReader {

    /// More dimensions than any program has a use for; bounds what one entry can make us allocate.
    private static final int MOST_DIMENSIONS = 1024;

    private final String name;
    private final JsonParser json;
    private final Refusal refusal;
    private @Nullable DType dtype;
    private long @Nullable [] shape;
    private long @Nullable [] offsets;

    EntryReader(String name, JsonParser json, Refusal refusal) {
        this.name = name;
        this.json = json;
        this.refusal = refusal;
    }

    /// Reads the value the parser stands on.
    Entry read() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("entry", "is not described by an object with dtype, shape and data_offsets");
        }
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "dtype" -> {
                    once(field, dtype);
                    dtype = readDtype();
                }
                case "shape" -> {
                    once(field, shape);
                    shape = readNumbers(field);
                }
                case "data_offsets" -> {
                    once(field, offsets);
                    offsets = readNumbers(field);
                    if (offsets.length != 2) {
                        throw wrong("offsets", "has " + offsets.length + " data_offsets; two are needed");
                    }
                }
                default -> json.skipChildren();
            }
        }
        DType d = dtype;
        long[] s = shape;
        long[] o = offsets;
        if (d == null || s == null || o == null) {
            throw wrong("entry", "has no " + (d == null ? "dtype" : s == null ? "shape" : "data_offsets"));
        }
        return new Entry(name, d, s, o[0], o[1]);
    }

    private void once(String field, @Nullable Object seen) {
        if (seen != null) {
            throw wrong("duplicate", "has two fields " + field);
        }
    }

    private DType readDtype() throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("dtype", "has a dtype that is not a string");
        }
        DType found = DType.parse(json.getText());
        if (found == null) {
            throw refusal.because(
                    "dtype",
                    name,
                    "has the unknown dtype " + TensorName.quoted(json.getText()),
                    "Export it as one of " + Arrays.toString(DType.values()) + ".");
        }
        return found;
    }

    private long[] readNumbers(String field) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw wrong(code(field), "has a " + field + " that is not an array");
        }
        long[] numbers = new long[4];
        int n = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (n == MOST_DIMENSIONS) {
                throw wrong(code(field), "has more than " + MOST_DIMENSIONS + " numbers in its " + field);
            }
            if (n == numbers.length) {
                numbers = Arrays.copyOf(numbers, n * 2);
            }
            numbers[n++] = readNumber(field);
        }
        return Arrays.copyOf(numbers, n);
    }

    private long readNumber(String field) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getText().startsWith("-")) {
            throw wrong(code(field), "has something in its " + field + " that is not a whole number from 0 up");
        }
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw wrong(code(field), "has a number in its " + field + " that no file can reach");
        }
        return json.getLongValue();
    }

    private static String code(String field) {
        return field.equals("shape") ? "shape" : "offsets";
    }

    private WorkbenchException wrong(String code, String what) {
        return refusal.because(code, name, what, Refusal.AGAIN);
    }
}

package org.espalier.model.llava.chat;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// A value in a template.
sealed interface Value {

    /// Nothing there.
    record Undefined() implements Value {}

    /// `none`.
    record None() implements Value {}

    /// `true` or `false`.
    record Truth(boolean value) implements Value {}

    /// A whole number.
    record Whole(long value) implements Value {}

    /// A text.
    record Text(String value) implements Value {}

    /// A list.
    record Items(List<Value> values) implements Value {}

    /// A dictionary. A namespace is one that templates may write to.
    record Entries(SequencedMap<String, Value> values) implements Value {}

    /// More characters of a text, or values of a list, than any prompt has.
    int LARGEST = 1 << 22;

    static Value text(String value) {
        return new Text(value);
    }

    /// Refuses what would take too much memory, before it is made.
    static void checkSize(long size) {
        if (size > LARGEST) {
            throw Scanner.malformed("it makes a text or list of more than " + LARGEST);
        }
    }

    /// Two texts as one.
    static Value joined(String left, String right) {
        checkSize((long) left.length() + right.length());
        return text(left + right);
    }

    /// A text with each `from` replaced.
    static Value replaced(String text, String from, String to) {
        int places = from.isEmpty() ? text.length() + 1 : text.length() / from.length();
        checkSize(text.length() + (long) places * to.length());
        return text(text.replace(from, to));
    }

    /// Whether an `if` takes it for true.
    default boolean holds() {
        return switch (this) {
            case Undefined _, None _ -> false;
            case Truth t -> t.value();
            case Whole n -> n.value() != 0;
            case Text t -> !t.value().isEmpty();
            case Items i -> !i.values().isEmpty();
            case Entries e -> !e.values().isEmpty();
        };
    }

    /// How it is printed.
    default String printed() {
        return switch (this) {
            case Undefined _ -> "";
            case None _ -> "None";
            case Truth t -> t.value() ? "True" : "False";
            case Whole n -> Long.toString(n.value());
            case Text t -> t.value();
            case Items i -> i.values().stream().map(Value::quoted).collect(Collectors.joining(", ", "[", "]"));
            case Entries e ->
                e.values().entrySet().stream().map(Value::quotedEntry).collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String quotedEntry(Map.Entry<String, Value> entry) {
        return "'" + entry.getKey() + "': " + entry.getValue().quoted();
    }

    private String quoted() {
        return this instanceof Text t ? "'" + t.value() + "'" : printed();
    }
}

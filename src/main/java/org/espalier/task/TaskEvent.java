package org.espalier.task;

import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Something that happened in a piece of work: a kind ("epoch", "layer", "log") and its fields, in their order.
/// Fields are strings, numbers, booleans, or lists and maps of these; one event is one line of `events.jsonl`.
public record TaskEvent(String kind, Map<String, ?> fields) {

    /// Keeps the fields of a map that has no order by their names: that of [Map#of] is another one in each process.
    public TaskEvent {
        fields = fields instanceof SequencedMap ? fields : new TreeMap<>(fields);
    }

    /// A line of text for the log.
    public static TaskEvent log(String line) {
        return new TaskEvent("log", Map.of("line", line));
    }
}

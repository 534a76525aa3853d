package org.espalier.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskEventTest {

    @Test
    void fieldsWithoutAnOrderStandByNameInEveryProcess() {
        TaskEvent event = new TaskEvent("six", Map.of("e", 5, "b", 2, "d", 4, "a", 1, "c", 3, "f", 6));
        assertEquals(
                List.of("a", "b", "c", "d", "e", "f"),
                List.copyOf(event.fields().keySet()));
    }

    @Test
    void fieldsInAnOrderKeepIt() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("second", 2);
        fields.put("first", 1);
        assertEquals(
                List.of("second", "first"),
                List.copyOf(new TaskEvent("two", fields).fields().keySet()));
    }
}

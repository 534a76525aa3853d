package org.espalier.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The same value has the same JSON in every process, though the JDK shuffles its unmodifiable maps in each.
class SteadyMapsTest {

    private record Held(Map<String, Object> held) {}

    @Test
    void mapsWithoutAnOrderAreWrittenByKey() {
        Map<String, Object> map = Map.of("e", 5, "b", 2, "d", Map.of("z", 1, "y", 2), "a", 1, "c", 3, "f", 6);
        String expected = "{\"a\":1,\"b\":2,\"c\":3,\"d\":{\"y\":2,\"z\":1},\"e\":5,\"f\":6}";
        assertEquals(expected, Json.line(map));
        assertEquals("{\"held\":" + expected + "}", Json.line(new Held(Map.copyOf(map))));
        assertEquals("[" + expected + "]", Json.line(List.of(map)));
        assertEquals(expected, Json.line(Json.mapper().valueToTree(map)));
    }

    @Test
    void mapsWithAnOrderKeepIt() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("second", 2);
        map.put("first", 1);
        assertEquals("{\"second\":2,\"first\":1}", Json.line(map));
        assertEquals("{\"held\":{\"second\":2,\"first\":1}}", Json.line(new Held(map)));
    }
}

package org.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

    @Test
    void withoutADisplayTheWindowIsDrawnInMemoryBySoftware() {
        assertEquals(
                Map.of(
                        "DJL_CACHE_DIR",
                        "/home/a/.cache/espalier/djl",
                        "glass.platform",
                        "Headless",
                        "prism.order",
                        "sw"),
                Surroundings.settings(Map.of("DISPLAY", ""), "Linux", "/home/a"));
    }

    @Test
    void withADisplayOnlyTheCacheIsSet() {
        assertEquals(
                Map.of("DJL_CACHE_DIR", "/var/cache/a/espalier/djl"),
                Surroundings.settings(
                        Map.of("WAYLAND_DISPLAY", "wayland-0", "XDG_CACHE_HOME", "/var/cache/a"), "Linux", "/home/a"));
        assertEquals(
                Map.of("DJL_CACHE_DIR", "/Users/a/Library/Caches/espalier/djl"),
                Surroundings.settings(Map.of(), "Mac OS X", "/Users/a"));
    }

    @Test
    void aCacheThatTheUserChoseStays() {
        assertEquals(
                Map.of(), Surroundings.settings(Map.of("DJL_CACHE_DIR", "/big", "DISPLAY", ":0"), "Linux", "/home/a"));
    }
}

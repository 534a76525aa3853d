package org.espalier.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.espalier.ui.shell.WindowLauncher;

/// What depends on the machine and the moment and no launcher can hold: where the engine unpacks its libraries, and
/// whether anything can be drawn on a screen. What was set by hand stays.
final class Surroundings {

    private Surroundings() {}

    /// Sets what is not set yet.
    static void apply() {
        settings(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""))
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    /// System properties for an environment.
    static Map<String, String> settings(Map<String, String> environment, String system, String home) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!environment.containsKey("DJL_CACHE_DIR")) {
            settings.put(
                    "DJL_CACHE_DIR",
                    cache(environment, system, home).resolve("djl").toString());
        }
        if (!WindowLauncher.hasScreen(environment, system)) {
            settings.put("glass.platform", "Headless");
            settings.put("prism.order", "sw");
        }
        return settings;
    }

    private static Path cache(Map<String, String> environment, String system, String home) {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.contains("windows")) {
            return Path.of(environment.getOrDefault("LOCALAPPDATA", home)).resolve("espalier");
        }
        if (name.contains("mac")) {
            return Path.of(home, "Library", "Caches", "espalier");
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isEmpty() ? Path.of(home, ".cache") : Path.of(cache)).resolve("espalier");
    }
}

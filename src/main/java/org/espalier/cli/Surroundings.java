package org.espalier.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.ui.shell.WindowLauncher;
import org.espalier.workbench.project.Installation;

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
                    Installation.cache(environment, system, home).resolve("djl").toString());
        }
        if (!WindowLauncher.hasScreen(environment, system)) {
            settings.put("glass.platform", "Headless");
            settings.put("prism.order", "sw");
        }
        return settings;
    }
}

package org.espalier.ui.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the window remembers on this machine: theme, size, dividers, recent projects. Never part of a project.
public final class Preferences {

    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);
    private static final int RECENT = 8;
    private static final String LAYOUT = "layout.";

    private final @Nullable Path file;
    private final Map<String, String> values = new TreeMap<>();
    private final List<Path> recent = new ArrayList<>();

    private Preferences(@Nullable Path file) {
        this.file = file;
    }

    /// Remembers nothing beyond this process.
    public static Preferences inMemory() {
        return new Preferences(null);
    }

    /// The user's own: `$XDG_CONFIG_HOME/espalier/window.json`, or below `~/.config`.
    public static Preferences ofUser() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config == null || config.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(config);
        return at(folder.resolve("espalier").resolve("window.json"));
    }

    /// Those in a file; a file that is missing or damaged counts as empty.
    public static Preferences at(Path file) {
        Preferences preferences = new Preferences(file);
        if (Files.isRegularFile(file)) {
            try {
                JsonNode node = Json.read(file);
                node.path("values")
                        .properties()
                        .forEach(e ->
                                preferences.values.put(e.getKey(), e.getValue().asText()));
                node.path("recent").forEach(p -> preferences.recent.add(Path.of(p.asText())));
            } catch (WorkbenchException | java.nio.file.InvalidPathException e) {
                LOG.warn("{} is not readable; starting with the defaults", file, e);
            }
        }
        return preferences;
    }

    /// The value of `key`, or `otherwise`.
    public String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /// The number at `key`, or `otherwise` if there is none.
    public double get(String key, double otherwise) {
        String text = values.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /// Remembers a value.
    public void put(String key, String value) {
        if (!value.equals(values.put(key, value))) {
            save();
        }
    }

    /// Remembers a divider's position.
    public void putLayout(String key, double position) {
        put(LAYOUT + key, String.valueOf(Math.round(position * 1000) / 1000.0));
    }

    /// A divider's position, or `otherwise`.
    public double layout(String key, double otherwise) {
        return get(LAYOUT + key, otherwise);
    }

    /// Forgets all dividers.
    public void resetLayout() {
        for (String key : new TreeSet<>(values.keySet())) {
            if (key.startsWith(LAYOUT)) {
                values.remove(key);
            }
        }
        save();
    }

    /// Project folders, the last opened first.
    public List<Path> recent() {
        return Collections.unmodifiableList(recent);
    }

    /// Puts a project folder in front.
    public void opened(Path project) {
        recent.remove(project);
        recent.addFirst(project);
        while (recent.size() > RECENT) {
            recent.removeLast();
        }
        save();
    }

    private void save() {
        if (file == null) {
            return;
        }
        try {
            Json.write(
                    file,
                    Map.of(
                            "values",
                            values,
                            "recent",
                            recent.stream().map(Path::toString).toList()));
        } catch (WorkbenchException e) {
            LOG.warn("choices are not remembered: {}", e.getMessage());
        }
    }
}

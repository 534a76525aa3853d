package org.espalier.ui.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.format.Json;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the window remembers on this machine: theme, size, place, dividers, columns, tabs, figures shown as tables,
/// pages, recent projects. Never part of a project.
///
/// Two windows share the file: each writes what was changed in it and leaves the rest as the other has left it.
///
/// A choice is written as it is made. What comes in bursts, as a window's edge that is dragged, is written a moment
/// later beside the thread that draws, at the latest when the window closes or the process is told to end.
public final class Preferences {

    private static final Logger LOG = LoggerFactory.getLogger(Preferences.class);
    private static final int RECENT = 8;
    private static final String LAYOUT = "layout.";
    private static final long SOON_MILLIS = 300;

    private final @Nullable Path file;
    private final Map<String, String> values = new TreeMap<>();
    private final List<Path> recent = new ArrayList<>();
    private final Set<String> changed = new TreeSet<>(); // keys this window has put or removed
    private final List<Path> opened = new ArrayList<>(); // by this window, the last first
    private boolean unwritten;

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
        Preferences preferences = at(folder.resolve("espalier").resolve("window.json"));
        Runtime.getRuntime().addShutdownHook(new Thread(preferences::flush, "preferences"));
        return preferences;
    }

    /// Those in a file; a file that is missing or damaged counts as empty.
    public static Preferences at(Path file) {
        Preferences preferences = new Preferences(file);
        read(file, preferences.values, preferences.recent);
        return preferences;
    }

    /// @return whether there was something whole to read
    private static boolean read(Path from, Map<String, String> intoValues, List<Path> intoRecent) {
        if (!Files.isRegularFile(from)) {
            return false;
        }
        try {
            JsonNode node = Json.read(from);
            node.path("values")
                    .properties()
                    .forEach(e -> intoValues.put(e.getKey(), e.getValue().asText()));
            node.path("recent").forEach(p -> intoRecent.add(Path.of(p.asText())));
            return true;
        } catch (WorkbenchException | java.nio.file.InvalidPathException e) {
            LOG.warn("{} is not readable; starting with the defaults", from, e);
            return false;
        }
    }

    /// The value of `key`, or `otherwise`.
    public synchronized String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /// The number at `key`, or `otherwise` if there is none.
    public double get(String key, double otherwise) {
        String text = get(key, "");
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /// Remembers a value.
    public synchronized void put(String key, String value) {
        if (!value.equals(values.put(key, value))) {
            changed.add(key);
            save();
        }
    }

    /// Remembers a value that may change again at once: it is written a moment later, with what changes until then.
    public synchronized void putSoon(String key, String value) {
        if (!value.equals(values.put(key, value))) {
            changed.add(key);
            if (!unwritten) {
                unwritten = true;
                CompletableFuture.delayedExecutor(SOON_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::flush);
            }
        }
    }

    /// Writes what waits to be written.
    public synchronized void flush() {
        if (unwritten) {
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

    /// Remembers, soon, how something is laid out that "Reset layout" forgets.
    public void putLayout(String key, String how) {
        putSoon(LAYOUT + key, how);
    }

    /// How it is laid out, or `otherwise`.
    public String layout(String key, String otherwise) {
        return get(LAYOUT + key, otherwise);
    }

    /// Forgets all dividers, columns, tabs and figures shown as tables.
    public synchronized void resetLayout() {
        for (String key : new TreeSet<>(values.keySet())) {
            if (key.startsWith(LAYOUT)) {
                values.remove(key);
                changed.add(key);
            }
        }
        save();
    }

    /// Project folders, the last opened first.
    public synchronized List<Path> recent() {
        return List.copyOf(recent);
    }

    /// Puts a project folder in front.
    public synchronized void opened(Path project) {
        inFront(project, opened);
        inFront(project, recent);
        save();
    }

    private static void inFront(Path project, List<Path> list) {
        list.remove(project);
        list.addFirst(project);
        while (list.size() > RECENT) {
            list.removeLast();
        }
    }

    /// Takes over what another window has written since, but for what was changed here.
    private void merge(Path from) {
        Map<String, String> theirs = new TreeMap<>();
        List<Path> projects = new ArrayList<>();
        if (!read(from, theirs, projects)) {
            return;
        }
        theirs.keySet().removeAll(changed);
        values.keySet().retainAll(changed);
        values.putAll(theirs);
        opened.reversed().forEach(project -> inFront(project, projects));
        recent.clear();
        recent.addAll(projects);
    }

    private void save() {
        unwritten = false;
        if (file == null) {
            return;
        }
        merge(file);
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

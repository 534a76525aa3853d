package org.espalier.workbench.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where this copy of Espalier lies: its sample models, data and projects, and where it may write.
public final class Installation {

    /// Set by the launcher of an installed program to its own path.
    private static final String LAUNCHER = "jpackage.app-path";

    private Installation() {}

    /// The folder that holds `assets/` and `projects/`: the launcher says so, else the working folder.
    public static Path root() {
        return Path.of(System.getProperty("espalier.home", "")).toAbsolutePath().normalize();
    }

    /// The folder of shipped models and data.
    public static Path assets() {
        return root().resolve("assets");
    }

    /// The folder for what the user makes without a project of their own: the root of a copy built from sources; for an
    /// installed program, which never writes into itself, `$XDG_DATA_HOME/espalier` or `~/.local/share/espalier`.
    public static Path own() {
        return own(System.getProperty(LAUNCHER) != null || !Files.isWritable(root()), System.getenv());
    }

    static Path own(boolean installed, Map<String, String> environment) {
        if (!installed) {
            return root();
        }
        String data = environment.get("XDG_DATA_HOME");
        Path base = data == null || data.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(data);
        return base.resolve("espalier").toAbsolutePath().normalize();
    }

    /// The folder for what can be made again at any time: the user's cache folder, as the system has it.
    public static Path cache() {
        return cache(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
    }

    /// The same for an environment, a system's name and a home.
    public static Path cache(Map<String, String> environment, String system, String home) {
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

    /// The program's own launcher, where it is installed or has been built by its set-up script.
    public static Optional<Path> launcher() {
        String installed = System.getProperty(LAUNCHER);
        return Optional.of(installed == null ? root().resolve("installer/espalier") : Path.of(installed))
                .filter(Files::isExecutable);
    }

    /// The sample projects that are there, in the order of the welcome page. Those of an installed program are copies
    /// among the user's own files, so that runs can be kept in them.
    public static List<Project> samples() {
        return samples(own());
    }

    static List<Project> samples(Path own) {
        return Stream.of("prune-llava", "vit-on-stm32")
                .map(name -> root().resolve("projects").resolve(name))
                .filter(folder -> Files.isRegularFile(folder.resolve(Project.FILE)))
                .map(Project::open)
                .map(shipped -> own.equals(root()) ? shipped : SampleCopy.of(shipped, own.resolve("projects")))
                .toList();
    }
}

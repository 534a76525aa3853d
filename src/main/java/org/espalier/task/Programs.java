package org.espalier.task;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where compilers and flash tools are looked for: first in folders the user named, then on `PATH`.
///
/// The folders stand in the system property `espalier.tools`, which the window's settings fill, or else in the
/// environment variable `ESPALIER_TOOLS`, separated as in `PATH`.
public final class Programs {

    /// The system property that names folders.
    public static final String PROPERTY = "espalier.tools";

    private Programs() {}

    /// All folders, in the order of the search.
    public static List<Path> folders() {
        return Stream.concat(named(), split(System.getenv("PATH"))).toList();
    }

    /// The file of a program; empty if there is none.
    public static Optional<Path> find(String name) {
        return folders().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// What to start for `name`: its file in a named folder, else the name, which the system looks up.
    public static String command(String name) {
        return named().map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse(name);
    }

    /// A command line whose first word is looked up.
    public static List<String> command(List<String> words) {
        return Stream.concat(
                        Stream.of(command(words.getFirst())), words.stream().skip(1))
                .toList();
    }

    private static Stream<Path> named() {
        return split(System.getProperty(PROPERTY, System.getenv("ESPALIER_TOOLS")));
    }

    private static Stream<Path> split(@Nullable String folders) {
        if (folders == null) {
            return Stream.empty();
        }
        return Arrays.stream(folders.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .flatMap(Programs::path);
    }

    private static Stream<Path> path(String folder) {
        try {
            return Stream.of(Path.of(folder.strip()));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }
}

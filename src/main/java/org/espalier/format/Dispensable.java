package org.espalier.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;

/// What may be replaced by a result. Replacing a folder removes all it held.
final class Dispensable {

    private Dispensable() {}

    /// Refuses what is, or holds, the user's home, the folder the program works in, or something that is read.
    ///
    /// @param target what is there
    /// @param reads files and folders that the result is made of
    /// @throws WorkbenchException `output.home`, `output.input`
    static void check(Path target, Collection<Path> reads) {
        for (String own : List.of("user.home", "user.dir")) {
            if (holds(target, Path.of(System.getProperty(own)))) {
                throw WorkbenchException.input(
                        "output.home",
                        target + " is, or holds, "
                                + (own.equals("user.home") ? "your home folder" : "the folder you work in")
                                + ", and all in it would go",
                        "Give a folder of the result's own: --out " + target.resolve("result") + ".");
            }
        }
        for (Path input : reads) {
            if (with(input).stream().anyMatch(read -> holds(target, read))) {
                throw WorkbenchException.input(
                        "output.input",
                        target + " is, or holds, " + input + ", which this command reads: it would go with all else"
                                + " in it",
                        "Give a place of the result's own: --out " + beside(target) + ".");
            }
        }
    }

    /// By the names given, and by what they lead to: a link that goes is a loss too.
    private static boolean holds(Path target, Path path) {
        return places(path).stream().anyMatch(place -> places(target).stream().anyMatch(place::startsWith));
    }

    /// What is read with an input: the files that a folder only links to, as in the hub's cache, and a tower in a
    /// folder of its own.
    private static List<Path> with(Path input) {
        List<Path> all = new ArrayList<>(List.of(input));
        if (Files.isDirectory(input)) {
            try (Stream<Path> children = Files.list(input)) {
                children.filter(Files::isSymbolicLink).forEach(all::add);
            } catch (IOException e) {
                return all; // Whoever reads the folder says so.
            }
            tower(input).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<Path> tower(Path model) {
        Path config = model.resolve("config.json");
        try {
            return Files.isRegularFile(config) ? SeparateTower.find(model, Json.read(config)) : Optional.empty();
        } catch (WorkbenchException e) {
            return Optional.empty(); // Whoever opens the model says what is wrong with it.
        }
    }

    private static Set<Path> places(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Set<Path> places = new HashSet<>(Set.of(absolute));
            places.add(absolute.toRealPath());
            return places;
        } catch (IOException e) {
            return Set.of(absolute); // Whoever opens what is not there says so.
        }
    }

    private static Path beside(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + "-result");
    }
}

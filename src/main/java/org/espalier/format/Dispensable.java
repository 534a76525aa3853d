package org.espalier.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
            if (holds(target, input)) {
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

package org.espalier.workbench.step;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.plan.Boards;
import org.jspecify.annotations.Nullable;

/// The files and folders that a command reads, which its result may not replace.
final class ReadPlaces {

    private ReadPlaces() {}

    /// Of what options say.
    ///
    /// @param given paths, lists of them, and words that are the name of a file or of something built in;
    ///     null where an option was not given
    static List<Path> of(@Nullable Object... given) {
        List<Path> places = new ArrayList<>();
        for (Object one : given) {
            switch (one) {
                case null -> {}
                case Path path -> places.add(path);
                case Iterable<?> several -> several.forEach(each -> places.addAll(of(each)));
                default -> addFile(one.toString(), places);
            }
        }
        return places;
    }

    private static void addFile(String word, List<Path> places) {
        try {
            Path file = Path.of(word.startsWith(Boards.VIRTUAL) ? word.substring(Boards.VIRTUAL.length()) : word);
            if (Files.exists(file)) {
                places.add(file);
            }
        } catch (InvalidPathException e) {
            // A word that is no path names no file.
        }
    }
}

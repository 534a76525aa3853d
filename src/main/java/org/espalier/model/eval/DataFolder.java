package org.espalier.model.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A benchmark's folder: question files at its top or one level below, pictures in one of the usual places.
///
/// @param folder the folder
/// @param chosen the file of questions, where the user named one and not its folder; else null
record DataFolder(Path folder, @Nullable Path chosen) {

    private static final List<String> PICTURES = List.of(
            "",
            "images",
            "images/test",
            "images/val",
            "images/train",
            "test",
            "val",
            "train",
            "val2014",
            "images/val2014");

    /// Opens a folder, or the folder of a file.
    ///
    /// @throws WorkbenchException if there is no such thing
    static DataFolder open(Path path) {
        if (Files.isDirectory(path)) {
            return new DataFolder(path, null);
        }
        if (Files.isRegularFile(path)) {
            Path parent = path.toAbsolutePath().getParent();
            return new DataFolder(parent == null ? path.toAbsolutePath() : parent, path);
        }
        throw WorkbenchException.input(
                "evaluate.data.missing", path + ": no such folder", "Name the benchmark's folder by --data.");
    }

    /// The files whose name matches, gzipped or not, shortest path first.
    ///
    /// @param name a regular expression without the ending `.gz`
    List<Path> all(String name) {
        try (Stream<Path> tree = Files.walk(folder, 2)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> String.valueOf(file.getFileName()).matches(name + "(\\.gz)?"))
                    .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be listed: " + e.getMessage(), "Check its rights.", e);
        }
    }

    /// The first file whose name matches.
    Optional<Path> find(String name) {
        return all(name).stream().findFirst();
    }

    /// The file of questions: the chosen one, or the first whose name matches.
    Optional<Path> questions(String name) {
        return chosen != null ? Optional.of(chosen) : find(name);
    }

    /// What to say when a benchmark's files are not there.
    WorkbenchException lacks(String benchmark, String files) {
        return WorkbenchException.input(
                "evaluate.data",
                folder + " holds no " + benchmark + " questions (" + files + ")",
                "Name a folder with these files by --data.");
    }

    /// Where a picture is, if it is there.
    Optional<Path> picture(String name) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            return PICTURES.stream()
                    .map(place -> root.resolve(place).resolve(name).normalize())
                    .filter(file -> file.startsWith(root) && Files.isRegularFile(file))
                    .findFirst();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /// Whether a question's picture is there, or none is needed.
    boolean hasPicture(Question question) {
        return question.image() == null || picture(question.image()).isPresent();
    }

    /// The picture of a question.
    RgbImage picture(Question question) {
        String name = String.valueOf(question.image());
        return Images.read(picture(name)
                .orElseThrow(() -> WorkbenchException.input(
                        "evaluate.picture",
                        folder + ": the picture " + name + " of question " + question.id() + " is not there",
                        "Put the pictures into " + folder.resolve("images") + ".")));
    }
}

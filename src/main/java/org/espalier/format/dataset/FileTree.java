package org.espalier.format.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;

/// The files of a folder or of a zip file, under names with forward slashes.
sealed interface FileTree extends AutoCloseable permits FolderTree, ZipTree {

    /// A file larger than this is no picture and no list of questions.
    long LARGEST_FILE = 100_000_000;

    /// More files than this are no data set of ours.
    int MOST_FILES = 2_000_000;

    /// The names of all files, sorted; hidden ones left out.
    List<String> names();

    /// The bytes of one of them.
    ///
    /// @throws WorkbenchException if it is not there, too large or broken
    byte[] read(String name);

    /// A name as messages show it: the place first.
    String where(String name);

    @Override
    void close();

    /// Opens a folder or a zip file.
    ///
    /// @throws WorkbenchException if there is none, or it cannot be read
    static FileTree open(Path path) {
        if (!Files.exists(path)) {
            throw WorkbenchException.input(
                    "format.missing", path + ": no such file or folder", "Check the path to the data.");
        }
        return Files.isDirectory(path) ? FolderTree.open(path) : ZipTree.open(path);
    }

    /// The zip files that lie directly in a folder.
    static List<Path> zips(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(f -> f.toString().endsWith(".zip")).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /// Whether a name has a part that begins with a dot, or belongs to a Mac's archiver.
    static boolean hidden(String name) {
        return name.startsWith(".") || name.contains("/.") || name.startsWith("__MACOSX/");
    }

    static WorkbenchException unreadable(Path path, IOException e) {
        return WorkbenchException.input(
                "format.unreadable", path + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
    }

    static WorkbenchException tooMany(Path path) {
        return WorkbenchException.input(
                "format.dataset.too-many",
                path + ": there are more than " + MOST_FILES + " files",
                "Name the folder of the data set itself.");
    }

    static WorkbenchException tooLarge(String where) {
        return WorkbenchException.input(
                "format.dataset.too-large",
                where + ": the file has more than " + LARGEST_FILE + " bytes",
                "Check the file; it is too large for what it should hold.");
    }

    static WorkbenchException missing(String where) {
        return WorkbenchException.input(
                "format.dataset.missing-file", where + ": no such file", "Download the data set again.");
    }
}

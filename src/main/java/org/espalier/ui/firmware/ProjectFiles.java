package org.espalier.ui.firmware;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.control.TreeItem;
import org.espalier.task.WorkbenchException;

/// The files of a generated project, as a tree and as text.
final class ProjectFiles {

    private static final int DEPTH = 6;
    private static final int MOST_LINES = 4000;

    private ProjectFiles() {}

    /// The folder as a tree; empty if it is not there.
    static TreeItem<Path> tree(Path folder) {
        TreeItem<Path> root = new TreeItem<>(folder);
        fill(root, DEPTH);
        return root;
    }

    private static void fill(TreeItem<Path> item, int depth) {
        if (depth == 0 || !Files.isDirectory(item.getValue())) {
            return;
        }
        try (Stream<Path> children = Files.list(item.getValue())) {
            children.sorted((a, b) -> Files.isDirectory(a) == Files.isDirectory(b)
                            ? a.compareTo(b)
                            : Files.isDirectory(a) ? -1 : 1)
                    .forEach(child -> {
                        TreeItem<Path> node = new TreeItem<>(child);
                        fill(node, depth - 1);
                        item.getChildren().add(node);
                    });
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "window.folder",
                    item.getValue() + ": cannot be listed: " + e.getMessage(),
                    "Check the folder's rights.",
                    e);
        }
    }

    /// A file's lines with their numbers; of a long one the first, of a binary one its size.
    static List<String> lines(Path file, String binary) {
        try (Stream<String> lines = Files.lines(file)) {
            List<String> text = lines.limit(MOST_LINES).toList();
            return Stream.iterate(0, i -> i + 1)
                    .limit(text.size())
                    .map(i -> "%5d  %s".formatted(i + 1, text.get(i)))
                    .toList();
        } catch (MalformedInputException e) {
            return List.of(binary);
        } catch (java.io.UncheckedIOException e) {
            return List.of(binary);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "window.file", file + ": cannot be read: " + e.getMessage(), "Build the project again.", e);
        }
    }
}

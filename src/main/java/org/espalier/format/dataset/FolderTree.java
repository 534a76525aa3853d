package org.espalier.format.dataset;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/// The files below a folder.
record FolderTree(Path folder, List<String> names) implements FileTree {

    private static final int DEPTH = 6;

    static FolderTree open(Path folder) {
        List<String> names = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile() && !FileTree.hidden(name)) {
                        names.add(name);
                    }
                    if (names.size() > MOST_FILES) {
                        throw FileTree.tooMany(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // A link that leads in a circle or nowhere holds no data.
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw FileTree.unreadable(folder, e);
        }
        Collections.sort(names);
        return new FolderTree(folder, List.copyOf(names));
    }

    @Override
    public byte[] read(String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file)) {
                throw FileTree.missing(where(name));
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw FileTree.tooLarge(where(name));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileTree.unreadable(file, e);
        }
    }

    @Override
    public String where(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public void close() {}
}

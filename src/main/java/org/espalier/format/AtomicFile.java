package org.espalier.format;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.espalier.task.WorkbenchException;

/// Files that appear whole or not at all.
public final class AtomicFile {

    private AtomicFile() {}

    /// How a file ends that is not yet whole.
    public static final String PART = ".part";

    private static final AtomicLong COUNT = new AtomicLong();

    /// Writes the bytes to a temporary file beside `file`, then moves it there. The temporary file's name is this
    /// writer's alone, so that two windows cannot mix their bytes; where the disk is full nothing of it stays.
    ///
    /// @throws WorkbenchException if the folder cannot be written
    public static void write(Path file, byte[] bytes) {
        Path folder = file.toAbsolutePath().getParent();
        Path part = file.resolveSibling(
                "." + file.getFileName() + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + PART);
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try {
                Files.write(part, bytes);
                move(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unwritable",
                    file + ": cannot be written: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    /// Moves `from` over `to` in one step where the file system can.
    public static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

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

    /// What writes a file's bytes.
    @FunctionalInterface
    public interface Filler {

        /// Writes them.
        ///
        /// @param part where to write, in a folder that is there
        void fill(Path part) throws IOException;
    }

    /// Writes the bytes to a temporary file beside `file`, then moves it there. The temporary file's name is this
    /// writer's alone, so that two windows cannot mix their bytes; where the disk is full nothing of it stays.
    ///
    /// @throws WorkbenchException if the folder cannot be written
    public static void write(Path file, byte[] bytes) {
        String own = "." + file.getFileName() + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        fill(file, file.resolveSibling(own + PART), part -> Files.write(part, bytes));
    }

    /// As [#write(Path, byte[])], for large files: what killed writers left of this one goes first.
    ///
    /// @throws WorkbenchException if the folder cannot be written
    public static void write(Path file, Filler filler) {
        String own = WorkFolders.own(file) + COUNT.incrementAndGet();
        fill(file, file.resolveSibling(own + PART), part -> {
            WorkFolders.sweep(folder(file), file);
            filler.fill(part);
        });
    }

    /// As [#write(Path, Filler)], for a file that one process at a time writes: the temporary file is called like it,
    /// with [#PART] behind, and what a killed writer left of it is written over.
    ///
    /// @throws WorkbenchException if the folder cannot be written
    public static void writeInTurn(Path file, Filler filler) {
        fill(file, file.resolveSibling(file.getFileName() + PART), filler);
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file : folder;
    }

    private static void fill(Path file, Path part, Filler filler) {
        try {
            Files.createDirectories(folder(file));
            try {
                filler.fill(part);
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
    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

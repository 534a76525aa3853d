package org.espalier.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.task.WorkbenchException;

/// The files this process has mapped into memory, to tell which one another program cut short.
///
/// Reading a page that a mapped file no longer has stops the reader with an [InternalError], which names no file.
public final class MappedFiles {

    private static final Map<Object, Mapped> OPEN = new ConcurrentHashMap<>();

    private MappedFiles() {}

    private record Mapped(Path path, long bytes) {}

    /// Notes a file.
    ///
    /// @param owner who has it open; give it to [#closed] afterwards
    public static void opened(Object owner, Path path, long bytes) {
        OPEN.put(owner, new Mapped(path, bytes));
    }

    /// Forgets a file.
    public static void closed(Object owner) {
        OPEN.remove(owner);
    }

    /// What reads a mapped file.
    ///
    /// @param <T> what it makes; it owns the arena
    @FunctionalInterface
    public interface Reader<T> {
        /// Reads.
        ///
        /// @param arena closing it unmaps the bytes
        T read(Arena arena, MemorySegment bytes);
    }

    /// Maps a file for reading; if the reader refuses it, it is unmapped again.
    ///
    /// @throws WorkbenchException if it is missing or cannot be read, or the reader refuses it
    @SuppressWarnings("MustBeClosedChecker") // What is returned owns the arena.
    public static <T> T open(Path path, Reader<T> reader) {
        Arena arena = Arena.ofShared();
        boolean kept = false;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            T read = reader.read(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            kept = true;
            return read;
        } catch (NoSuchFileException e) {
            throw WorkbenchException.input("format.missing", path + ": no such file", "Check the path.", e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", path + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
        } finally {
            if (!kept) {
                arena.close();
            }
        }
    }

    /// A message for an error of the virtual machine, if a file that was cut short explains it.
    public static Optional<WorkbenchException> explain(InternalError error) {
        return OPEN.values().stream()
                .filter(file -> size(file) < file.bytes())
                .findFirst()
                .map(file -> WorkbenchException.input(
                        "format.changed",
                        file.path() + ": the file was cut from " + file.bytes() + " to " + size(file)
                                + " bytes while it was read",
                        "Let no other program write to it, put a whole copy back and start again.",
                        error));
    }

    private static long size(Mapped file) {
        try {
            return Files.size(file.path());
        } catch (IOException e) {
            return file.bytes(); // Deleted: the mapping keeps its pages.
        }
    }
}

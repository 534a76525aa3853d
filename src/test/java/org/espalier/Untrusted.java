package org.espalier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.format.OutputFolder;
import org.espalier.task.WorkbenchException;

/// What a fuzz test gives to a reader, and what the reader may answer.
public final class Untrusted {

    private static final Path SCRATCH = scratch();

    private Untrusted() {}

    /// In memory where there is such a place, so that millions of files cost no disk.
    private static Path scratch() {
        try {
            Path memory = Path.of("/dev/shm");
            Path folder = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "untrusted")
                    : Files.createTempDirectory("untrusted");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> OutputFolder.delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A folder of this process, the same for the same name; it goes when the process ends.
    public static Path folder(String name) {
        try {
            return Files.createDirectories(SCRATCH.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes bytes to a file and returns it.
    public static Path file(Path folder, String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a reader, which may end well or by a message with a remedy; whatever else comes out is a defect.
    public static void read(Runnable reader) {
        try {
            reader.run();
        } catch (WorkbenchException e) {
            if (e.getMessage().isBlank() || e.remedy().isBlank() || e.code().isBlank()) {
                throw new AssertionError("a message that says nothing", e);
            }
        }
    }
}

package org.espalier.workbench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Keeps two processes from working on one run. The system frees it when the process dies, however it dies.
record RunLock(Path file, FileChannel channel) implements AutoCloseable {

    static RunLock take(Path run) {
        Path file = run.resolve(Run.LOCK);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw WorkbenchException.input(
                        "run.busy",
                        run + " is being worked on by another process",
                        "Wait for it to end, or cancel it there first.");
            }
            return new RunLock(file, channel);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "run.unwritable",
                    run + ": the run cannot be worked on: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

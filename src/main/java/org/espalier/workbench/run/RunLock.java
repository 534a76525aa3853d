package org.espalier.workbench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Keeps two processes from working on one run, and says which one does. The system frees it when the process dies,
/// however it dies.
record RunLock(Path file, FileChannel channel) implements AutoCloseable {

    private static final int LONGEST_NAME = 300;

    static RunLock take(Path run) {
        Path file = run.resolve(Run.LOCK);
        try {
            RunLock lock = attempt(run, file);
            // Whoever held it before may have deleted the file between our opening and our locking it.
            while (!Files.exists(file)) {
                lock.channel.close();
                lock = attempt(run, file);
            }
            return lock;
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "run.unwritable",
                    run + ": the run cannot be worked on: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    private static RunLock attempt(Path run, Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) != null) {
                channel.truncate(0);
                channel.write(StandardCharsets.UTF_8.encode(owner()), 0);
                return new RunLock(file, channel);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        String holder = holder(channel);
        channel.close();
        throw WorkbenchException.input(
                "run.busy", run + " is being worked on by " + holder, "Wait for it to end, or cancel it there first.");
    }

    /// Who holds the lock, in words for whoever finds it taken.
    private static String owner() {
        return "process " + ProcessHandle.current().pid() + " on " + host() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this machine";
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(LONGEST_NAME);
        channel.read(name, 0);
        String text = StandardCharsets.UTF_8.decode(name.flip()).toString().strip();
        return text.isEmpty() ? "another process" : text;
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

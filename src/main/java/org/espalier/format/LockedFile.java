package org.espalier.format;

import java.io.Closeable;
import java.io.IOException;
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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A file that one holder at a time has locked, among all processes and within this one; it says who. The system frees
/// the lock when the process dies, however it dies.
///
/// A process loses its lock on a file once it closes any of its channels to it (fcntl in POSIX): what this process
/// holds is known without opening the file again.
public final class LockedFile implements Closeable {

    private static final int LONGEST_NAME = 300;

    /// What this process holds, and in whose name.
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private LockedFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Locks a file, which is made if it is not there.
    ///
    /// @param busy from who holds it, in words, to what is thrown then
    /// @throws IOException if it cannot be opened or written
    public static LockedFile take(Path file, Function<String, WorkbenchException> busy) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path real = folder.toRealPath().resolve(file.getFileName());
        String owner = owner();
        String holder = HELD.putIfAbsent(real, owner);
        if (holder != null) {
            throw busy.apply(holder);
        }
        boolean taken = false;
        try {
            FileChannel channel = locked(real, owner, busy);
            // Whoever held it before may have deleted the file between our opening and our locking it.
            while (!Files.exists(real)) {
                channel.close();
                channel = locked(real, owner, busy);
            }
            taken = true;
            return new LockedFile(real, channel);
        } finally {
            if (!taken) {
                HELD.remove(real);
            }
        }
    }

    private static FileChannel locked(Path file, String owner, Function<String, WorkbenchException> busy)
            throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        String holder;
        try {
            if (lock(channel) != null) {
                channel.truncate(0);
                channel.write(StandardCharsets.UTF_8.encode(owner), 0);
                return channel;
            }
            holder = holder(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw busy.apply(holder);
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
            return null; // The same file under another name.
        }
    }

    /// Removes the file while it still is nobody else's, and frees the lock.
    public void delete() throws IOException {
        try {
            if (channel.isOpen()) {
                Files.deleteIfExists(file);
            }
        } finally {
            close();
        }
    }

    /// Frees the lock, once; the file stays.
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return; // The file may be another's by now.
        }
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}

package org.espalier.board.serial;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.time.Duration;
import org.espalier.task.TaskContext;

/// A pseudo-terminal whose far end is a board: a program that opens [#path()] as a serial port talks to it.
@SuppressWarnings("restricted")
public final class PseudoTerminal implements AutoCloseable {

    private static final int READ_WRITE_NO_CONTROL = 0x102;
    private static final int RAW_SIZE = 64;

    public interface Open {
        int call(int flags);
    }

    public interface OnFile {
        int call(int file);
    }

    public interface Name {
        int call(int file, MemorySegment buffer, long size);
    }

    public interface Transfer {
        long call(int file, MemorySegment buffer, long size);
    }

    public interface Attributes {
        int call(int file, MemorySegment attributes);
    }

    public interface SetAttributes {
        int call(int file, int when, MemorySegment attributes);
    }

    public interface MakeRaw {
        void call(MemorySegment attributes);
    }

    public interface Poll {
        int call(MemorySegment files, long count, int millis);
    }

    private final Arena arena = Arena.ofShared();
    private final Transfer read = transfer("read");
    private final Transfer write = transfer("write");
    private final Poll poll =
            function(Poll.class, "poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private final OnFile close = onFile("close");
    private final int file;
    private final String path;
    private final Thread pump;
    private volatile boolean open = true;

    /// Puts a board behind a new pseudo-terminal.
    public PseudoTerminal(BoardLink board) throws IOException {
        file = function(Open.class, "posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                .call(READ_WRITE_NO_CONTROL);
        if (file < 0 || onFile("grantpt").call(file) != 0 || onFile("unlockpt").call(file) != 0) {
            throw new IOException("no pseudo-terminal");
        }
        MemorySegment name = arena.allocate(200);
        function(Name.class, "ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG))
                .call(file, name, 200);
        path = name.getString(0);
        MemorySegment attributes = arena.allocate(RAW_SIZE, 8);
        function(Attributes.class, "tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS))
                .call(file, attributes);
        function(MakeRaw.class, "cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS)).call(attributes);
        function(SetAttributes.class, "tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS))
                .call(file, 0, attributes);
        pump = Thread.ofPlatform().daemon().start(() -> pump(board));
    }

    private static <T> T function(Class<T> type, String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return MethodHandleProxies.asInterfaceInstance(
                type, linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature));
    }

    private static OnFile onFile(String name) {
        return function(OnFile.class, name, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static Transfer transfer(String name) {
        return function(Transfer.class, name, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /// The device file of the near end.
    public String path() {
        return path;
    }

    private void pump(BoardLink board) {
        MemorySegment buffer = arena.allocate(4096);
        MemorySegment wait = arena.allocate(8, 4);
        wait.set(JAVA_INT, 0, file);
        wait.set(JAVA_INT, 4, 1);
        try (board) {
            while (open) {
                if (poll.call(wait, 1, 20) <= 0) {
                    continue;
                }
                long count = read.call(file, buffer, 4096);
                if (count <= 0) {
                    continue;
                }
                board.write(buffer.asSlice(0, count).toArray(JAVA_BYTE));
                for (byte[] out = board.read(Duration.ofSeconds(20), TaskContext.NONE);
                        out.length > 0;
                        out = board.read(Duration.ofSeconds(20), TaskContext.NONE)) {
                    send(buffer, out);
                }
            }
        }
    }

    private void send(MemorySegment buffer, byte[] bytes) {
        for (int at = 0; at < bytes.length && open; ) {
            int count = Math.min(4096, bytes.length - at);
            MemorySegment.copy(bytes, at, buffer, JAVA_BYTE, 0, count);
            at += (int) Math.max(0, write.call(file, buffer, count));
        }
    }

    /// Pulls the plug.
    @Override
    public void close() {
        open = false;
        try {
            pump.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close.call(file);
        arena.close();
    }
}

package org.espalier.board.serial;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.task.WorkbenchException;

/// A pseudo-terminal, seen from the side of its maker: what opens [#path()] as a serial port is at the
/// other end.
///
/// Not for use by several threads at once.
@SuppressWarnings("restricted") // foreign functions are what this class is for
public final class PseudoTerminal implements AutoCloseable {

    private static final int READ_WRITE_NO_CONTROL = 0x102;
    private static final int ATTRIBUTES = 64;
    private static final int BUFFER = 4096;

    /// In Linux's `termios`: where the control flags are, which of them tell the speed, and how.
    private static final int CONTROL_FLAGS = 8;

    private static final int SPEED_MASK = 0x100F;
    private static final int USUAL = 0x1002;
    private static final List<Integer> SPEED_CODES =
            List.of(0x0D, 0x0E, 0x0F, 0x1001, 0x1002, 0x1003, 0x1004, 0x1007, 0x1008);
    private static final List<Integer> SPEEDS =
            List.of(9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_000_000);

    private static final short READABLE = 1;
    private static final short WRITABLE = 4;

    public interface Open {
        int call(int flags);
    }

    public interface OpenPath {
        int call(MemorySegment path, int flags);
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
    private final Attributes attributesOf =
            function(Attributes.class, "tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private final OnFile close = onFile("close");
    private final MemorySegment buffer = arena.allocate(BUFFER);
    private final MemorySegment wait = arena.allocate(8, 4);
    private final int file;
    private final int other;
    private final String path;

    private PseudoTerminal() {
        file = function(Open.class, "posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT))
                .call(READ_WRITE_NO_CONTROL);
        if (file < 0 || onFile("grantpt").call(file) != 0 || onFile("unlockpt").call(file) != 0) {
            close.call(file);
            arena.close();
            throw none();
        }
        MemorySegment name = arena.allocate(200);
        function(Name.class, "ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG))
                .call(file, name, 200);
        path = name.getString(0);
        // Held open here too: without anyone there the kernel would report the line as broken, again and again.
        other = function(
                        OpenPath.class,
                        "open",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.firstVariadicArg(2))
                .call(name, READ_WRITE_NO_CONTROL);
        if (other < 0) {
            close.call(file);
            arena.close();
            throw none();
        }
        MemorySegment attributes = arena.allocate(ATTRIBUTES, 8);
        function(Attributes.class, "tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS))
                .call(file, attributes);
        function(MakeRaw.class, "cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS)).call(attributes);
        // As fast as boards are at first, for programs that do not set a speed.
        attributes.set(JAVA_INT, CONTROL_FLAGS, (attributes.get(JAVA_INT, CONTROL_FLAGS) & ~SPEED_MASK) | USUAL);
        function(SetAttributes.class, "tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS))
                .call(file, 0, attributes);
        wait.set(JAVA_INT, 0, file);
    }

    /// Makes one.
    ///
    /// @throws WorkbenchException if the system has no pseudo-terminals
    public static PseudoTerminal open() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            throw none();
        }
        return new PseudoTerminal();
    }

    private static WorkbenchException none() {
        return WorkbenchException.tool(
                "board.pty",
                "this system gives no pseudo-terminal",
                "Use the virtual board without a port: --board virtual:stm32f746g-disco.");
    }

    private static <T> T function(Class<T> type, String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return MethodHandleProxies.asInterfaceInstance(
                type, linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options));
    }

    private static OnFile onFile(String name) {
        return function(OnFile.class, name, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static Transfer transfer(String name) {
        return function(Transfer.class, name, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /// The device file of the other end.
    public String path() {
        return path;
    }

    /// The speed the other end has set, in bits per second, if it is one with a name of its own.
    public OptionalInt speed() {
        try (Arena frame = Arena.ofConfined()) {
            MemorySegment attributes = frame.allocate(ATTRIBUTES, 8);
            if (attributesOf.call(file, attributes) != 0) {
                return OptionalInt.empty();
            }
            int code = attributes.get(JAVA_INT, CONTROL_FLAGS) & SPEED_MASK;
            int known = SPEED_CODES.indexOf(code);
            return known < 0 ? OptionalInt.empty() : OptionalInt.of(SPEEDS.get(known));
        }
    }

    private boolean ready(short event, int millis) {
        wait.set(JAVA_INT, 4, event);
        return poll.call(wait, 1, millis) > 0;
    }

    /// What the other end has sent; waits up to `millis` for it.
    public byte[] read(int millis) {
        if (!ready(READABLE, millis)) {
            return new byte[0];
        }
        long count = read.call(file, buffer, BUFFER);
        return count <= 0 ? new byte[0] : buffer.asSlice(0, count).toArray(JAVA_BYTE);
    }

    /// Sends to the other end; what it does not fetch within `millis` is lost, as on a line.
    public void write(byte[] bytes, int millis) {
        for (int at = 0; at < bytes.length; ) {
            if (!ready(WRITABLE, millis)) {
                return;
            }
            int count = Math.min(256, bytes.length - at);
            MemorySegment.copy(bytes, at, buffer, JAVA_BYTE, 0, count);
            long written = write.call(file, buffer, count);
            if (written <= 0) {
                return;
            }
            at += (int) written;
        }
    }

    /// Pulls the plug.
    @Override
    public void close() {
        close.call(other);
        close.call(file);
        arena.close();
    }
}

package org.espalier.board.sim.x64;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.util.Optional;

/// Memory for machine code: either writable or executable, never both at a time.
@SuppressWarnings("restricted") // foreign functions are what this class is for
public final class ExecutableMemory implements AutoCloseable {

    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    public interface Map {
        MemorySegment call(MemorySegment address, long length, int protection, int flags, int file, long offset);
    }

    public interface Protect {
        int call(MemorySegment address, long length, int protection);
    }

    public interface Unmap {
        int call(MemorySegment address, long length);
    }

    private final MemorySegment memory;
    private final Protect protect; // looked up only where there is such a function

    private ExecutableMemory(MemorySegment memory, Protect protect) {
        this.memory = memory;
        this.protect = protect;
    }

    /// Memory of a multiple of 4096 bytes, or nothing where the processor is no x86-64, the system no Linux, or it
    /// refuses such memory.
    public static Optional<ExecutableMemory> allocate(long bytes) {
        String machine = System.getProperty("os.arch", "");
        boolean linux = System.getProperty("os.name", "").startsWith("Linux");
        if (!linux || !(machine.equals("amd64") || machine.equals("x86_64"))) {
            return Optional.empty();
        }
        Map map = function(
                Map.class,
                "mmap",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        MemorySegment start = map.call(MemorySegment.NULL, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
        if (start.address() == -1) {
            return Optional.empty();
        }
        Protect protect =
                function(Protect.class, "mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        ExecutableMemory memory = new ExecutableMemory(start.reinterpret(bytes), protect);
        if (!memory.protect(READ_EXECUTE)) {
            memory.close();
            return Optional.empty();
        }
        return Optional.of(memory);
    }

    private static <T> T function(Class<T> type, String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return MethodHandleProxies.asInterfaceInstance(
                type, linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature));
    }

    private boolean protect(int protection) {
        return protect.call(memory, memory.byteSize(), protection) == 0;
    }

    /// The memory; write to it only within [#change(Runnable)].
    public MemorySegment memory() {
        return memory;
    }

    /// Makes the memory writable for the time of some work; no code in it may be running.
    public void change(Runnable work) {
        if (!protect(READ_WRITE)) {
            throw new IllegalStateException("the system no longer lets code memory be written");
        }
        work.run();
        if (!protect(READ_EXECUTE)) {
            throw new IllegalStateException("the system no longer lets code memory be executed");
        }
    }

    @Override
    public void close() {
        function(Unmap.class, "munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG))
                .call(memory, memory.byteSize());
    }
}

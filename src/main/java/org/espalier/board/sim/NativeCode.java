package org.espalier.board.sim;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.util.Optional;

/// A page with the block hook as machine code: counting a block costs two instructions instead of a call into Java.
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class NativeCode implements AutoCloseable {

    private static final int PAGE = 4096;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    /// `void block(engine rdi, address rsi, size edx, table rcx)`:
    /// `inc qword [rcx + rsi*8]`, `mov [rcx + rsi*8 + 8], edx`, `ret`.
    private static final byte[] COUNT_BLOCK = {
        0x48, (byte) 0xFF, 0x04, (byte) 0xF1, (byte) 0x89, 0x54, (byte) 0xF1, 0x08, (byte) 0xC3
    };

    public interface Map {
        MemorySegment call(MemorySegment address, long length, int protection, int flags, int file, long offset);
    }

    public interface Protect {
        int call(MemorySegment address, long length, int protection);
    }

    public interface Unmap {
        int call(MemorySegment address, long length);
    }

    private final MemorySegment page;

    private NativeCode(MemorySegment page) {
        this.page = page;
    }

    /// The code, or nothing where the processor is another or the system refuses executable pages.
    static Optional<NativeCode> blockCounter() {
        String machine = System.getProperty("os.arch", "");
        boolean linux = System.getProperty("os.name", "").startsWith("Linux");
        if (!linux || !(machine.equals("amd64") || machine.equals("x86_64"))) {
            return Optional.empty();
        }
        Map map = function(
                Map.class,
                "mmap",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        MemorySegment page = map.call(MemorySegment.NULL, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (page.address() == -1) {
            return Optional.empty();
        }
        NativeCode code = new NativeCode(page);
        MemorySegment.copy(MemorySegment.ofArray(COUNT_BLOCK), 0, page.reinterpret(PAGE), 0, COUNT_BLOCK.length);
        Protect protect =
                function(Protect.class, "mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        if (protect.call(page, PAGE, PROT_READ_EXECUTE) != 0) {
            code.close();
            return Optional.empty();
        }
        return Optional.of(code);
    }

    private static <T> T function(Class<T> type, String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return MethodHandleProxies.asInterfaceInstance(
                type, linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature));
    }

    MemorySegment entry() {
        return page;
    }

    @Override
    public void close() {
        function(Unmap.class, "munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG))
                .call(page, PAGE);
    }
}

package org.espalier.tensor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// What engines hold beside the Java heap.
public final class NativeMemory {

    private NativeMemory() {}

    /// Gives back to the system what nobody holds any more.
    ///
    /// The collector does not know how much memory the engines hold beside the heap and would let it pile up; and the C
    /// library keeps what it is given back for later, which helps nobody where the next block wants other sizes
    /// (`malloc_trim`; other C libraries have no such call, and nothing more happens there).
    @SuppressWarnings("restricted") // Java has no way to ask the C library for this.
    public static void release() {
        System.gc();
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return;
        }
        MethodHandle call = linker.downcallHandle(
                trim.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            int _ = (int) call.invokeExact(0L); // whether there was anything to give
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }
}

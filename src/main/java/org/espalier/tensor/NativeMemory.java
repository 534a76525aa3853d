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
    /// The collector does not know how much memory engines hold beside the heap and would let it pile up; and the C
    /// library keeps for later what it got back, which helps nobody where the next block wants other sizes.
    /// `malloc_trim` is GNU's; nothing more happens where a C library lacks it.
    ///
    /// @return whether the C library had something to give
    @SuppressWarnings("restricted") // Java has no way to ask the C library for this.
    public static boolean release() {
        System.gc();
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
        if (trim.isEmpty()) {
            return false;
        }
        MethodHandle call =
                linker.downcallHandle(trim.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            return (int) call.invokeExact(0L) != 0;
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }
}

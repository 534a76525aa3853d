package org.espalier.workbench.bench;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.espalier.tensor.ForeignCall;

/// The published way to SparseGPT's factor, `cholesky`, `cholesky_inverse` and `cholesky` again, on the routines of the
/// linear algebra library inside PyTorch that it calls for them itself.
final class TorchFactor {

    private static final FunctionDescriptor ROUTINE = FunctionDescriptor.ofVoid(
            ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

    private final MethodHandle factor;
    private final MethodHandle invert;

    @SuppressWarnings("restricted") // It is the library's own interface.
    private TorchFactor() {
        factor = routine("spotrf_");
        invert = routine("spotri_");
    }

    /// To be made after the engine was loaded.
    ///
    /// @throws IllegalStateException if its library has no such routines under their usual names
    static TorchFactor loaded() {
        return new TorchFactor();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle routine(String name) {
        MemorySegment found = SymbolLookup.loaderLookup()
                .find(name)
                .or(() -> SymbolLookup.loaderLookup().find(name.replace("_", "").toUpperCase(java.util.Locale.ROOT)))
                .orElseThrow(() -> new IllegalStateException("PyTorch's library has no " + name));
        return Linker.nativeLinker().downcallHandle(found, ROUTINE);
    }

    /// Puts the upper triangular U with `U^T U = H^-1` in the place of H; what is below the diagonal means nothing.
    ///
    /// The routines count by columns: their lower triangle is our upper.
    ///
    /// @param h (n, n), floats
    /// @return seconds
    double upper(NDArray h) {
        int n = Math.toIntExact(h.getShape().get(0));
        MemorySegment values = MemorySegment.ofBuffer(h.toByteBuffer(true));
        if (!values.isNative()) {
            throw new IllegalStateException("PyTorch gave a copy of its matrix, not the matrix");
        }
        long start = System.nanoTime();
        call(factor, values, n);
        call(invert, values, n);
        call(factor, values, n);
        return (System.nanoTime() - start) / 1e9;
    }

    private static void call(MethodHandle routine, MemorySegment values, int n) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment triangle = arena.allocateFrom("L");
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, n);
            MemorySegment info = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
            routine.invokeExact(triangle, size, values, size, info);
            if (info.get(ValueLayout.JAVA_INT, 0) != 0) {
                throw new IllegalStateException("a matrix of " + n + " rows has no factor");
            }
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }
}

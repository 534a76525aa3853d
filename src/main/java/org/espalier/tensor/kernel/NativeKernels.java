package org.espalier.tensor.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.espalier.tensor.ForeignCall;

/// Code in C for the forms whose stretch goals the Vector API misses: it fetches ahead and knows the processor's dot
/// product of bytes. Arrays are passed where they are, without copies; a call lasts microseconds.
///
/// The library is built from `kernels.c` beside this class when the project is set up, where there is a C compiler.
@SuppressWarnings("restricted") // foreign functions are what this class is for
final class NativeKernels implements Kernels {

    /// The library's name beside this class.
    static final String LIBRARY = "libkernels.so";

    private static final AddressLayout P = ValueLayout.ADDRESS;
    private static final ValueLayout.OfLong N = ValueLayout.JAVA_LONG;

    private final MethodHandle denseBf16;
    private final MethodHandle denseF16;
    private final MethodHandle sparseBf16;
    private final MethodHandle sparseF16;
    private final MethodHandle denseInt8;
    private final MethodHandle sparseInt8;

    private NativeKernels(SymbolLookup symbols) {
        denseBf16 = link(symbols, "dense_bf16", P, N, P, P, P, N, N);
        denseF16 = link(symbols, "dense_f16", P, N, P, P, N, N);
        sparseBf16 = link(symbols, "sparse_bf16", P, N, P, P, P, P, P, N, N);
        sparseF16 = link(symbols, "sparse_f16", P, N, P, P, P, P, N, N);
        denseInt8 = link(symbols, "dense_int8", P, N, P, P, P, P, P, N, N);
        sparseInt8 = link(symbols, "sparse_int8", P, P, P, N, P, P, P, P, P, N, N);
    }

    private static MethodHandle link(SymbolLookup symbols, String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        symbols.findOrThrow("espalier_" + name),
                        FunctionDescriptor.ofVoid(parameters),
                        Linker.Option.critical(true));
    }

    /// The library that the set-up built, if it did and this processor runs it.
    static Optional<NativeKernels> built() {
        try (InputStream library = NativeKernels.class.getResourceAsStream(LIBRARY)) {
            if (library == null) {
                return Optional.empty();
            }
            // Out of whatever archive it lies in; deleted at once, its pages stay.
            Path copy = Files.createTempFile("espalier-kernels", ".so");
            try {
                Files.write(copy, library.readAllBytes());
                return load(copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            return Optional.empty(); // Java code does the same.
        }
    }

    /// The library at a place, if this processor runs it.
    static Optional<NativeKernels> load(Path library) {
        try {
            SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
            MethodHandle run = Linker.nativeLinker()
                    .downcallHandle(
                            symbols.findOrThrow("espalier_kernels_run"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
            return (int) run.invokeExact() == 0 ? Optional.empty() : Optional.of(new NativeKernels(symbols));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty(); // Built for another system, or of other sources.
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }

    @Override
    public String name() {
        return "C, 512-bit vectors";
    }

    @Override
    public boolean covers(Form form) {
        return switch (form) {
            case DENSE_BF16, SPARSE_BF16, DENSE_F16, SPARSE_F16, DENSE_INT8, SPARSE_INT8 -> true;
            case DENSE_F32, SPARSE_F32 -> false;
        };
    }

    @Override
    public void multiply(Weights w, Activations x, float[] y, int from, int to) {
        long stride = Weights.padded(w.columns());
        long words = stride / Weights.WORD;
        try {
            switch (w) {
                case Weights.Dense16 m
                when m.type() == Sixteen.BF16 ->
                    denseBf16.invokeExact(
                            of(m.values()), stride, of(x.even()), of(x.odd()), of(y), (long) from, (long) to);
                case Weights.Dense16 m ->
                    denseF16.invokeExact(of(m.values()), stride, of(x.plain()), of(y), (long) from, (long) to);
                case Weights.Sparse16 m
                when m.type() == Sixteen.BF16 ->
                    sparseBf16.invokeExact(
                            MemorySegment.ofArray(m.bitmap()),
                            words,
                            of(m.values()),
                            MemorySegment.ofArray(m.starts()),
                            of(x.even()),
                            of(x.odd()),
                            of(y),
                            (long) from,
                            (long) to);
                case Weights.Sparse16 m ->
                    sparseF16.invokeExact(
                            MemorySegment.ofArray(m.bitmap()),
                            words,
                            of(m.values()),
                            MemorySegment.ofArray(m.starts()),
                            of(x.plain()),
                            of(y),
                            (long) from,
                            (long) to);
                case Weights.Dense8 m ->
                    denseInt8.invokeExact(
                            MemorySegment.ofArray(m.values()),
                            stride,
                            of(m.scales()),
                            MemorySegment.ofArray(x.quanta()),
                            MemorySegment.ofArray(x.offsets()),
                            of(x.scales()),
                            of(y),
                            (long) from,
                            (long) to);
                case Weights.Sparse8 m ->
                    sparseInt8.invokeExact(
                            MemorySegment.ofArray(m.bitmap()),
                            MemorySegment.ofArray(m.values()),
                            MemorySegment.ofArray(m.starts()),
                            stride,
                            of(m.scales()),
                            MemorySegment.ofArray(x.quanta()),
                            MemorySegment.ofArray(x.offsets()),
                            of(x.scales()),
                            of(y),
                            (long) from,
                            (long) to);
                case Weights.Dense32 _, Weights.Sparse32 _, Weights.Cut _ ->
                    throw new IllegalArgumentException("no C code for " + w.getClass());
            }
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }

    private static MemorySegment of(short[] array) {
        return MemorySegment.ofArray(array);
    }

    private static MemorySegment of(float[] array) {
        return MemorySegment.ofArray(array);
    }
}

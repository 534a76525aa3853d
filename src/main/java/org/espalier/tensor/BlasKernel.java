package org.espalier.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The kernel that OpenBLAS computes with. Left alone it takes the newest the processor has, and the last bits differ
/// from machine to machine; with one fixed kernel the same seed gives the same bytes wherever that kernel runs.
public final class BlasKernel {

    private static final String VARIABLE = "OPENBLAS_CORETYPE";
    private static final String COMMON = "Haswell";
    private static final String DETECTED = "detected";
    private static final String CHOSEN = choose(System.getenv(), processorHasAvx2());

    private BlasKernel() {}

    /// The kernel of this process: what the environment asks for, else the one that every processor with AVX2 runs,
    /// else "detected".
    public static String name() {
        return CHOSEN;
    }

    /// Asks for the kernel. OpenBLAS looks once, when it is loaded: call this before.
    static void fix() {
        if (!CHOSEN.equals(DETECTED) && System.getenv(VARIABLE) == null) {
            set(VARIABLE, CHOSEN);
        }
    }

    static String choose(Map<String, String> environment, boolean avx2) {
        String asked = environment.get(VARIABLE);
        return asked != null && !asked.isEmpty() ? asked : avx2 ? COMMON : DETECTED;
    }

    private static boolean processorHasAvx2() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.anyMatch(line -> line.startsWith("flags") && (line + " ").contains(" avx2 "));
        } catch (IOException e) {
            return false; // No such file on other systems: OpenBLAS decides.
        }
    }

    /// Sets a variable for the C libraries of this process; Java's own view of the environment stays as it was.
    @SuppressWarnings("restricted") // Java has no way to set a variable of its own process
    private static void set(String name, String value) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        MethodHandle call = linker.downcallHandle(
                setenv.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int refused = (int) call.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
            if (refused != 0) {
                throw new IllegalStateException("the C library refused " + name + "=" + value);
            }
        } catch (Throwable e) {
            throw ForeignCall.thrown(e);
        }
    }
}

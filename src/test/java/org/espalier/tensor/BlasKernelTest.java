package org.espalier.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("restricted") // asks the C library itself
class BlasKernelTest {

    @Test
    void theEnvironmentDecidesElseTheKernelThatMostProcessorsRun() {
        assertEquals("Zen", BlasKernel.choose(Map.of("OPENBLAS_CORETYPE", "Zen"), true));
        assertEquals("Haswell", BlasKernel.choose(Map.of(), true));
        assertEquals("detected", BlasKernel.choose(Map.of("OPENBLAS_CORETYPE", ""), false));
    }

    @Test
    void theLoadedLibraryRunsTheKernelThatRunsRecord() throws Throwable {
        assumeTrue(!BlasKernel.name().equals("detected"), "this processor has no AVX2");
        SingularValues.of(new float[] {1, 2, 3, 4}, 2, 2);
        SymbolLookup library = SymbolLookup.libraryLookup(loaded(), Arena.global());
        MemorySegment name = (MemorySegment) Linker.nativeLinker()
                .downcallHandle(
                        library.findOrThrow("openblas_get_corename"), FunctionDescriptor.of(ValueLayout.ADDRESS))
                .invoke();
        assertEquals(BlasKernel.name(), name.reinterpret(64).getString(0));
    }

    private static Path loaded() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains("libopenblas.so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package org.espalier.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// The kernels in C, built for a test.
public final class CompiledKernels {

    private CompiledKernels() {}

    /// Built in a folder the first time; empty without a compiler, or where the processor does not run them.
    public static Optional<Kernels> in(Path folder) {
        Path library = folder.resolve("kernels.so");
        if (!Files.exists(library)) {
            try (InputStream source = NativeKernels.class.getResourceAsStream("kernels.c")) {
                Path file = folder.resolve("kernels.c");
                Files.write(file, Objects.requireNonNull(source).readAllBytes());
                Process gcc = new ProcessBuilder(
                                "gcc",
                                "-O3",
                                "-Wall",
                                "-Wextra",
                                "-Werror",
                                "-shared",
                                "-fPIC",
                                "-o",
                                library.toString(),
                                file.toString())
                        .inheritIO()
                        .start();
                assertEquals(0, gcc.waitFor(), "kernels.c does not compile");
            } catch (IOException e) {
                return Optional.empty(); // No compiler here.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return NativeKernels.load(library).map(kernels -> kernels);
    }
}

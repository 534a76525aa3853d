package org.espalier.firmware;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The operator library compiled for the host with sanitizers, running as a process that answers requests.
final class KernelProgram implements KernelRunner {

    private static final Path SOURCES = Path.of("src/test/resources/org/espalier/firmware");

    private final Process process;
    private final OutputStream requests;
    private final DataInputStream answers;
    private final Path errors;

    private KernelProgram(Process process, Path errors) {
        this.process = process;
        this.requests = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
        this.answers = new DataInputStream(process.getInputStream());
        this.errors = errors;
    }

    /// Compiles the library and starts it; everything stays in `folder`.
    static KernelProgram start(Path folder) throws IOException {
        Path program = folder.resolve("kernels");
        HostCompiler.compile(
                program,
                List.of("-I" + HostCompiler.LIBRARY, "-I" + SOURCES + "/host"),
                List.of(HostCompiler.LIBRARY.resolveSibling("bench/kernels.c"), HostCompiler.library(folder)));
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(program.toString())
                .redirectError(errors.toFile())
                .start();
        return new KernelProgram(process, errors);
    }

    @Override
    public byte[] exchange(byte[] request) {
        try {
            requests.write(request);
            requests.flush();
            byte[] answer = new byte[Integer.reverseBytes(answers.readInt())];
            answers.readFully(answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the library's program stopped: " + said(), e);
        }
    }

    private String said() {
        try {
            process.waitFor();
            return Files.readString(errors, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /// Ends the program.
    ///
    /// @throws IllegalStateException if it did not end well: a leak, or a defect found late
    @Override
    public void close() throws IOException {
        requests.close();
        String said = said();
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the library's program failed: " + said);
        }
    }
}

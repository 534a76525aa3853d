package org.espalier.firmware;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The operator library compiled for the host with sanitizers, running as a process that answers requests.
final class KernelProgram implements AutoCloseable {

    /// The requests `kernels.c` knows, by its numbers.
    enum Kernel {
        LINEAR(0),
        PATCHES(1),
        NORM(2),
        ATTENTION(3),
        ADD(4),
        TABLE(5),
        MEAN(6);

        private final int number;

        Kernel(int number) {
            this.number = number;
        }
    }

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
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(HostCompiler.LIBRARY)) {
            files.filter(f -> f.toString().endsWith(".c") && !f.endsWith("memory.c"))
                    .sorted()
                    .forEach(sources::add);
        }
        sources.add(Path.of("src/test/resources/org/espalier/firmware/kernels.c"));
        Path program = folder.resolve("kernels");
        HostCompiler.compile(program, List.of("-I" + HostCompiler.LIBRARY), sources);
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(program.toString())
                .redirectError(errors.toFile())
                .start();
        return new KernelProgram(process, errors);
    }

    /// Runs an operator.
    byte[] run(Kernel kernel, int[] numbers, byte[]... buffers) {
        try {
            int bytes = 12 + 4 * numbers.length;
            for (byte[] buffer : buffers) {
                bytes += 4 + buffer.length;
            }
            ByteBuffer request = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            request.putInt(kernel.number).putInt(numbers.length);
            for (int number : numbers) {
                request.putInt(number);
            }
            request.putInt(buffers.length);
            for (byte[] buffer : buffers) {
                request.putInt(buffer.length).put(buffer);
            }
            requests.write(request.array());
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

    static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asIntBuffer().put(values);
        return out.array();
    }

    static byte[] shorts(short... values) {
        ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asShortBuffer().put(values);
        return out.array();
    }

    static byte[] longs(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}

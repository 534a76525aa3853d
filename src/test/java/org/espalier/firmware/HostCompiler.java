package org.espalier.firmware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/// The host's gcc, with address and undefined-behaviour sanitizers: tests need it, so its absence fails them.
final class HostCompiler {

    /// Where the operator library's sources lie.
    static final Path LIBRARY = Path.of("src/main/resources/org/espalier/firmware/ops");

    private HostCompiler() {}

    /// Compiles the operator library into one object.
    static Path library(Path folder) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(LIBRARY)) {
            files.filter(f -> f.toString().endsWith(".c")).sorted().forEach(sources::add);
        }
        Path object = folder.resolve("library.o");
        compile(object, List.of("-r"), sources);
        return object;
    }

    /// Compiles sources, and objects among them, into a program.
    static void compile(Path program, List<String> options, List<Path> sources) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "gcc",
                "-std=c11",
                "-g",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-o",
                program.toString()));
        command.addAll(options);
        sources.forEach(source -> command.add(source.toString()));
        Path log = Files.createTempFile("gcc", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            int code = process.waitFor();
            Assertions.assertEquals(0, code, () -> "gcc refused the sources:\n" + text(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while gcc ran", e);
        } catch (IOException e) {
            throw new IOException("these tests compile C on the host: install gcc (apt-get install gcc libc6-dev)", e);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /// Runs a program on some input and returns its output; anything it says besides fails the test.
    static byte[] run(Path program, byte[] input) throws IOException {
        Path in = Files.write(program.resolveSibling("input"), input);
        Path errors = program.resolveSibling("errors");
        Process process = new ProcessBuilder(program.toString())
                .redirectInput(in.toFile())
                .redirectError(errors.toFile())
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        try {
            Assertions.assertEquals(0, process.waitFor(), () -> text(errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Assertions.assertEquals("", text(errors));
        return output;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

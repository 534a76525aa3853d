package org.espalier.firmware;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/// The host's gcc, with address and undefined-behaviour sanitizers: tests need it, so its absence fails them.
final class HostCompiler {

    /// Where the operator library's sources lie.
    static final Path LIBRARY = Path.of("src/main/resources/org/espalier/firmware/ops");

    private HostCompiler() {}

    /// Compiles sources into a program.
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

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}

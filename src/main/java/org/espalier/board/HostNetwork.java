package org.espalier.board;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.espalier.board.flash.ToolPath;
import org.espalier.board.serial.BoardSession;
import org.espalier.firmware.FirmwareBuilder;
import org.espalier.format.OutputFolder;
import org.espalier.task.ChildProcess;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A firmware project's network in portable C on this machine.
final class HostNetwork {

    private static final List<String> COMPILERS = List.of("gcc", "cc", "clang");
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private HostNetwork() {}

    /// Compiles the network, runs it on one picture, and gives every step's output; nothing if there is no C compiler.
    ///
    /// @throws WorkbenchException if the compiler refuses the project, or the program fails
    static Optional<BoardSession.Traced> trace(
            Path project, List<StepTable.Step> steps, int classes, byte[] picture, TaskContext context) {
        Optional<Path> compiler = COMPILERS.stream()
                .flatMap(name -> ToolPath.ofEnvironment().find(name).stream())
                .findFirst();
        if (compiler.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path folder = Files.createTempDirectory("espalier-host");
            try {
                return Optional.of(cut(run(compiler.get(), project, folder, picture, context), steps, classes));
            } finally {
                OutputFolder.delete(folder);
            }
        } catch (IOException e) {
            throw failed("the network on the host: " + e.getMessage(), e);
        }
    }

    private static byte[] run(Path compiler, Path project, Path folder, byte[] picture, TaskContext context)
            throws IOException {
        Path src = project.resolve("src").toAbsolutePath();
        Path main = folder.resolve("trace.c");
        try (InputStream in = FirmwareBuilder.class.getResourceAsStream("host/trace.c")) {
            if (in == null) {
                throw new IOException("trace.c is missing in this installation");
            }
            Files.copy(in, main);
        }
        List<String> command = new ArrayList<>(List.of(compiler.toString(), "-std=c11", "-O1", "-w"));
        command.addAll(List.of("-I" + src, "-I" + src.resolve("ops"), "-Xassembler", "-I" + src));
        command.add("-Wa,--noexecstack");
        command.addAll(List.of(main.toString(), src.resolve("network.c").toString()));
        command.add(src.resolve("weights.S").toString());
        try (Stream<Path> library = Files.list(src.resolve("ops"))) {
            library.filter(f -> f.toString().endsWith(".c")).sorted().forEach(f -> command.add(f.toString()));
        }
        Path program = folder.resolve("network");
        command.addAll(List.of("-o", program.toString()));
        finish(command, folder, folder.resolve("log"), new byte[0], context);
        Path output = folder.resolve("output");
        finish(List.of(program.toString()), folder, output, picture, context);
        return Files.readAllBytes(output);
    }

    private static void finish(List<String> command, Path folder, Path output, byte[] input, TaskContext context)
            throws IOException {
        Path in = Files.write(folder.resolve("input"), input);
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        OptionalInt exit = ChildProcess.await(process, LONGEST, context);
        if (exit.isEmpty()) {
            throw failed(command.getFirst() + " did not end within " + LONGEST.toSeconds() + " s", null);
        }
        if (exit.getAsInt() != 0) {
            String words = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
            throw failed(command.getFirst() + " failed: " + words.substring(0, Math.min(2000, words.length())), null);
        }
    }

    private static WorkbenchException failed(String what, @org.jspecify.annotations.Nullable IOException cause) {
        String remedy = "If you changed the generated sources, build the folder again: espalier mcu firmware NET.";
        return cause == null
                ? WorkbenchException.tool("board.host.failed", what, remedy)
                : WorkbenchException.tool("board.host.failed", what, remedy, cause);
    }

    private static BoardSession.Traced cut(byte[] bytes, List<StepTable.Step> steps, int classes) {
        List<byte[]> outputs = new ArrayList<>();
        int at = 0;
        for (StepTable.Step step : steps) {
            at += step.bytes();
        }
        if (bytes.length != at + classes) {
            throw failed("the network on the host wrote " + bytes.length + " bytes, not " + (at + classes), null);
        }
        at = 0;
        for (StepTable.Step step : steps) {
            outputs.add(Arrays.copyOfRange(bytes, at, at + step.bytes()));
            at += step.bytes();
        }
        return new BoardSession.Traced(outputs, Arrays.copyOfRange(bytes, at, at + classes));
    }
}

package org.espalier.workbench.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The command line in a process of its own, which can be killed.
final class ChildProgram {

    private ChildProgram() {}

    /// The command line as a command of the system.
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector", "-Dai.djl.offline=true"));
        String cache = System.getProperty("DJL_CACHE_DIR");
        if (cache != null) {
            command.add("-DDJL_CACHE_DIR=" + cache);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.espalier.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    /// Runs a command until a line of its progress satisfies `enough`, then kills the process.
    ///
    /// @return whether it was killed; false if it ended by itself
    static boolean killWhen(Predicate<String> enough, List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !enough.test(line)) {
                line = lines.readLine();
            }
            process.destroyForcibly();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException("the child process does not die");
            }
            return line != null;
        }
    }
}

package org.espalier.board.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which other program has a device file open, where Linux tells.
final class PortHolder {

    private static final Path PROCESSES = Path.of("/proc");

    private PortHolder() {}

    /// The program's name and process number, or an empty text if it cannot be told.
    static String of(Path device) {
        if (!Files.isDirectory(PROCESSES)) {
            return "";
        }
        Path real = real(device);
        long own = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
            for (Path process : processes) {
                if (!process.getFileName().toString().equals(Long.toString(own)) && holds(process, real)) {
                    String name = Files.readString(process.resolve("comm"), StandardCharsets.UTF_8)
                            .strip();
                    return name + " (process " + process.getFileName() + ")";
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    /// Ports often go by the name of a link.
    private static Path real(Path device) {
        try {
            return device.toRealPath();
        } catch (IOException e) {
            return device;
        }
    }

    private static boolean holds(Path process, Path device) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (Files.isSymbolicLink(file) && Files.readSymbolicLink(file).equals(device)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or one that has just ended: not ours to look into.
            return false;
        }
        return false;
    }
}

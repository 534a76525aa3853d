package org.espalier.board.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which other program has a device file open, where Linux tells.
final class PortHolder {

    private static final Path PROCESSES = Path.of("/proc");

    private PortHolder() {}

    /// The program's name and process number, or an empty text if it cannot be told. Of several, the one
    /// that has locked the file.
    static String of(Path device) {
        if (!Files.isDirectory(PROCESSES)) {
            return "";
        }
        Path real = real(device);
        long own = ProcessHandle.current().pid();
        Set<String> locking = locking(real);
        String found = "";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
            for (Path process : processes) {
                String number = process.getFileName().toString();
                boolean locks = locking.contains(number);
                if ((locks || found.isEmpty()) && !number.equals(Long.toString(own)) && holds(process, real)) {
                    found = name(process)
                            .map(name -> name + " (process " + number + ")")
                            .orElse(found);
                    if (locks && !found.isEmpty()) {
                        return found;
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found; // The list broke off: what was found until then counts.
        }
        return found;
    }

    /// A process's name, unless it has just ended.
    private static Optional<String> name(Path process) {
        try {
            return Optional.of(Files.readString(process.resolve("comm"), StandardCharsets.UTF_8)
                    .strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The processes that have locked a file: lines such as
    /// `1: FLOCK  ADVISORY  WRITE 4711 00:18:3 0 EOF` have process, device and number of the file.
    private static Set<String> locking(Path file) {
        Set<String> processes = new HashSet<>();
        try {
            long device = (Long) Files.getAttribute(file, "unix:dev");
            long number = (Long) Files.getAttribute(file, "unix:ino");
            long major = (device >>> 8) & 0xFFF;
            long minor = (device & 0xFF) | ((device >>> 12) & 0xFFF00);
            String wanted = String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, number);
            for (String line : Files.readAllLines(PROCESSES.resolve("locks"))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 5 && words[5].equals(wanted)) {
                    processes.add(words[4]);
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return processes;
        }
        return processes;
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
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's process, or one that has just ended: not ours to look into.
            return false;
        }
        return false;
    }
}

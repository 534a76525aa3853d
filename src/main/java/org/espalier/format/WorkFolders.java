package org.espalier.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The hidden folders and files in which results are made, beside their places. Each bears the machine and the process
/// that writes to it, so that what a killed process left is known as such.
final class WorkFolders {

    private WorkFolders() {}

    /// A new one.
    ///
    /// @param parent of the target, which is there
    static Path create(Path parent, Path target) throws IOException {
        return Files.createTempDirectory(parent, own(target));
    }

    /// What the names of this process's begin with; a number follows.
    static String own(Path target) {
        return prefix(target) + ProcessHandle.current().pid() + ".";
    }

    /// Removes those of a target whose process was of this machine and has ended.
    ///
    /// @throws IOException if one cannot be removed
    static void sweep(Path parent, Path target) throws IOException {
        Pattern ours = Pattern.compile(Pattern.quote(prefix(target)) + "(\\d{1,18})\\.\\d+(\\.part)*");
        List<Path> left;
        try (Stream<Path> siblings = Files.list(parent)) {
            left = siblings.filter(
                            sibling -> ended(ours.matcher(sibling.getFileName().toString())))
                    .toList();
        }
        try {
            left.forEach(OutputFolder::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean ended(Matcher name) {
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + "~" + Integer.toHexString(host().hashCode()) + ".";
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return ""; // A machine without a name of its own shares its folders with none.
        }
    }
}

package org.espalier.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A file to which one process at a time appends lines, the last of which a kill may have cut short.
public final class AppendedLines {

    private AppendedLines() {}

    /// Its whole lines. What a kill left of a last one, though it be half a letter, is cut off the file; the others
    /// are not written again, so that a kill meanwhile loses none of them.
    ///
    /// @throws IOException if it cannot be read, or not be cut
    public static List<String> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int whole = bytes.length;
        while (whole > 0 && bytes[whole - 1] != '\n') {
            whole--;
        }
        if (whole < bytes.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(whole);
            }
        }
        return new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList();
    }
}

package org.espalier.workbench.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.format.Sha256;
import org.espalier.task.WorkbenchException;

/// Says whether an input is the one a run saw, without reading 13 GB: a file up to a mebibyte counts whole, a larger
/// one by its size and its first mebibyte, a folder by its files in order.
public final class Fingerprint {

    private static final int HEAD = 1 << 20;

    private Fingerprint() {}

    /// Of several inputs, by path.
    public static Map<String, String> of(List<Path> inputs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Path input : inputs) {
            map.put(input.toString(), of(input));
        }
        return map;
    }

    /// The first of some inputs that is not what it was.
    ///
    /// @param inputs path -> fingerprint
    /// @throws WorkbenchException if one is gone, or is no path
    static Optional<String> changed(Map<String, String> inputs) {
        return inputs.entrySet().stream()
                .filter(input -> !of(path(input.getKey())).equals(input.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Path path(String input) {
        try {
            return Path.of(input);
        } catch (InvalidPathException e) {
            throw WorkbenchException.input(
                    "run.input.path",
                    "the run's input '" + input.replaceAll("\\p{Cntrl}", "?") + "' is no file name: " + e.getReason(),
                    "Put the run's former run.json back, or start it again.",
                    e);
        }
    }

    static String of(Path input) {
        try {
            MessageDigest digest = Sha256.digest();
            if (Files.isDirectory(input)) {
                for (Path file : files(input)) {
                    add(digest, input.relativize(file).toString(), file);
                }
            } else {
                add(digest, "", input);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchFileException e) {
            throw WorkbenchException.input("format.missing", input + ": no such file", "Check the path.", e);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", input + ": cannot be read: " + e.getMessage(), "Check the path.", e);
        }
    }

    /// The files of a folder, those behind links too, sorted.
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (e instanceof FileSystemLoopException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        Collections.sort(files);
        return files;
    }

    private static void add(MessageDigest digest, String name, Path file) throws IOException {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(file)));
        try (InputStream in = Files.newInputStream(file)) {
            digest.update(in.readNBytes(HEAD));
        }
    }
}

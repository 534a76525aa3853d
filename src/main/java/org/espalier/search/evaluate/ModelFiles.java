package org.espalier.search.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;

/// A model's folder as it gets to other machines: a small one goes along, a large one must lie in a folder that all
/// of them share, under the same path.
public final class ModelFiles implements Serializable {

    private static final long serialVersionUID = 1L;

    /// The largest model that goes along: 256 MiB.
    public static final long MOST_SENT = 256L << 20;

    private final String folder;
    private final HashMap<String, Long> sizes;
    private final HashMap<String, byte[]> contents;

    private ModelFiles(String folder, Map<String, Long> sizes, Map<String, byte[]> contents) {
        this.folder = folder;
        this.sizes = new HashMap<>(sizes);
        this.contents = new HashMap<>(contents);
    }

    /// The files right in a folder.
    ///
    /// @param mostSent bytes up to which they go along, usually [#MOST_SENT]
    public static ModelFiles of(Path folder, long mostSent) {
        Map<String, Long> sizes = sizes(folder);
        Map<String, byte[]> contents = new HashMap<>();
        if (sizes.values().stream().mapToLong(Long::longValue).sum() <= mostSent) {
            for (String name : sizes.keySet()) {
                try {
                    contents.put(name, Files.readAllBytes(folder.resolve(name)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return new ModelFiles(folder.toAbsolutePath().normalize().toString(), sizes, contents);
    }

    private static Map<String, Long> sizes(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            Map<String, Long> sizes = new HashMap<>();
            for (Path file : children.filter(Files::isRegularFile).toList()) {
                sizes.put(String.valueOf(file.getFileName()), Files.size(file));
            }
            return sizes;
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be read: " + e.getMessage(), "Check the path.", e);
        }
    }

    /// Whether the files go along.
    boolean sent() {
        return !contents.isEmpty();
    }

    /// Opens the model on this machine.
    ///
    /// @param opening reads all it needs of the folder; files that came along are gone afterwards
    /// @throws WorkbenchException if the shared folder is not here, or holds something else
    public <R> R open(Function<Path, R> opening) {
        if (!sent()) {
            return opening.apply(shared());
        }
        try {
            Path copy = Files.createTempDirectory("espalier-model");
            try {
                for (Map.Entry<String, byte[]> file : contents.entrySet()) {
                    Files.write(copy.resolve(file.getKey()), file.getValue());
                }
                return opening.apply(copy);
            } finally {
                for (String name : contents.keySet()) {
                    Files.deleteIfExists(copy.resolve(name));
                }
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw WorkbenchException.tool(
                    "cluster.disk",
                    "the model cannot be unpacked in " + System.getProperty("java.io.tmpdir") + ": " + e.getMessage(),
                    "Make room on that disk.",
                    e);
        }
    }

    private Path shared() {
        Path here = Path.of(folder);
        Map<String, Long> found = Files.isDirectory(here) ? sizes(here) : Map.of();
        List<String> wrong = new ArrayList<>();
        new TreeMap<>(sizes).forEach((name, size) -> {
            if (!size.equals(found.get(name))) {
                wrong.add(name);
            }
        });
        if (!wrong.isEmpty()) {
            throw WorkbenchException.input(
                    "cluster.model",
                    folder + " on " + host() + " is not the model that the search began with: "
                            + (found.isEmpty()
                                    ? "there is no such folder"
                                    : wrong.getFirst() + " differs or is missing"),
                    "A model above " + (MOST_SENT >> 20)
                            + " MiB must lie in a folder that every worker shares, under the" + " same path.");
        }
        return here;
    }

    private static String host() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            return "a worker";
        }
    }
}

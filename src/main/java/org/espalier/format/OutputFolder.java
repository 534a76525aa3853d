package org.espalier.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;
import org.espalier.task.WorkbenchException;

/// A result folder that appears whole or not at all.
///
/// Work goes to a hidden sibling; [#commit()] moves it into place. Closing without a commit removes it; what a killed
/// process left of one goes when the result is made again.
///
/// ```java
/// try (var out = OutputFolder.create(target, force, List.of(model))) {
///     write(out.path().resolve("model.safetensors"));
///     out.commit();
/// }
/// ```
public final class OutputFolder implements AutoCloseable {

    private final Path target;
    private final Path work;
    private final boolean replace;
    private boolean committed;
    private boolean keep;

    private OutputFolder(Path target, Path work, boolean replace) {
        this.target = target;
        this.work = work;
        this.replace = replace;
    }

    /// Starts a result at `target`, which must be absent or empty unless `force`.
    ///
    /// @param reads files and folders that the result is made of: what holds one of them is not replaced
    /// @throws WorkbenchException if the target holds something, or its parent cannot be written
    public static OutputFolder create(Path target, boolean force, Collection<Path> reads) {
        Path absolute = target.toAbsolutePath().normalize();
        putBack(absolute);
        if (!force && occupied(absolute)) {
            throw WorkbenchException.input(
                    "output.occupied",
                    target + " already exists and is not an empty folder",
                    "Choose another --out, or add --force to replace it.");
        }
        if (force && occupied(absolute)) {
            Dispensable.check(target, reads);
        }
        Path parent = absolute.getParent();
        if (parent == null) {
            throw WorkbenchException.input(
                    "output.root", target + " is the root of the file system", "Choose a folder below it.");
        }
        try {
            Files.createDirectories(parent);
            WorkFolders.sweep(parent, absolute);
            Path work = WorkFolders.create(parent, absolute);
            return new OutputFolder(absolute, work, force);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "output.unwritable",
                    parent + ": cannot be written: " + e.getMessage(),
                    "Choose another --out, or check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    private static Path former(Path target) {
        return target.resolveSibling("." + target.getFileName() + ".replaced");
    }

    /// What a killed process had moved aside and not yet replaced.
    private static void putBack(Path target) {
        Path former = former(target);
        try {
            if (Files.exists(former) && !Files.exists(target)) {
                Files.move(former, target);
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "output.unwritable",
                    former + ": cannot be put back to " + target + ", where it was: " + e.getMessage(),
                    "Move it there yourself, or check the folder's rights.",
                    e);
        }
    }

    /// As [#create], with a work folder that is found again: what is in it stays when this is closed without a
    /// commit, unless it was given up.
    ///
    /// @throws WorkbenchException as [#create]
    public static OutputFolder resumable(Path target, boolean force, Collection<Path> reads) {
        try (OutputFolder fresh = create(target, force, reads)) {
            Path absolute = fresh.target;
            Path work = absolute.resolveSibling("." + absolute.getFileName() + ".unfinished");
            Files.createDirectories(work);
            OutputFolder found = new OutputFolder(absolute, work, force);
            found.keep = true;
            return found;
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "output.unwritable",
                    target + ": cannot be written: " + e.getMessage(),
                    "Choose another --out, or check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    /// What is there is not worth coming back to: closing removes it.
    public void giveUp() {
        keep = false;
    }

    private static boolean occupied(Path target) {
        if (!Files.exists(target)) {
            return false;
        }
        if (!Files.isDirectory(target)) {
            return true;
        }
        try (Stream<Path> children = Files.list(target)) {
            return children.findAny().isPresent();
        } catch (IOException e) {
            return true;
        }
    }

    /// Where to write.
    public Path path() {
        return work;
    }

    /// Puts the result in its place.
    public void commit() {
        try {
            if (Files.exists(target)) {
                if (!replace && occupied(target)) {
                    throw WorkbenchException.input(
                            "output.occupied",
                            target + " was filled by someone else meanwhile",
                            "Choose another --out and run again.");
                }
            }
            // Temporary folders are private to their owner; a result is an ordinary folder. The view, not the file
            // store: in a changed root the list of mounts lacks the folder's own.
            PosixFileAttributeView posix = Files.getFileAttributeView(work, PosixFileAttributeView.class);
            if (posix != null) {
                posix.setPermissions(PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            // What is replaced steps aside until the new one is there: a kill in between loses neither.
            Path former = former(target);
            delete(former);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(target, former);
            }
            Files.move(work, target);
            committed = true;
            delete(former);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "output.unwritable",
                    target + ": cannot be put in place: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk.",
                    e);
        }
    }

    @Override
    public void close() {
        if (!committed && !keep) {
            delete(work);
        }
    }

    /// Removes a file or folder with all it holds; links are removed, not followed.
    public static void delete(Path path) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path p : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

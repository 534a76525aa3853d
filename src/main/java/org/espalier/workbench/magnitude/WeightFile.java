package org.espalier.workbench.magnitude;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// A file of weights as it was when they were counted. Its size and time tell whether it still is: that reads nothing
/// of it, however large it is.
///
/// @param name its place, relative to the checkpoint's folder where it lies there
/// @param bytes its size
/// @param modified when it was last written, ISO 8601, as finely as the file system knows it
record WeightFile(String name, long bytes, String modified) {

    /// Finer than this file systems do not tell times apart: a file written twice within it may look the same.
    private static final Duration TICK = Duration.ofMillis(20);

    /// The same of file systems that keep whole seconds.
    private static final Duration COARSE_TICK = Duration.ofSeconds(2);

    private static final long NAP_MILLIS = 10;

    /// The files that hold some of a checkpoint's tensors, in the order of their first.
    ///
    /// @throws WorkbenchException if one is gone
    static List<WeightFile> of(Checkpoint checkpoint, List<String> tensors) {
        Set<Path> paths = new LinkedHashSet<>();
        Path folder = checkpoint.folder().toAbsolutePath().normalize();
        tensors.forEach(
                tensor -> paths.add(checkpoint.pathOf(tensor).toAbsolutePath().normalize()));
        List<WeightFile> files = new ArrayList<>();
        for (Path path : paths) {
            try {
                BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
                String name = path.startsWith(folder) ? folder.relativize(path).toString() : path.toString();
                files.add(new WeightFile(
                        name, now.size(), now.lastModifiedTime().toInstant().toString()));
            } catch (IOException e) {
                throw WorkbenchException.input(
                        "format.unreadable", path + ": cannot be read: " + e.getMessage(), "Check its rights.", e);
            }
        }
        return List.copyOf(files);
    }

    /// Waits until none of the files is so young that another change of it could bear the same time.
    static void settle(List<WeightFile> files, TaskContext context) {
        for (WeightFile file : files) {
            Instant written = Instant.parse(file.modified());
            Instant old = written.plus(written.equals(written.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK : TICK);
            while (!written.isAfter(Instant.now()) && Instant.now().isBefore(old)) {
                context.checkCancelled();
                try {
                    Thread.sleep(NAP_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new org.espalier.task.CancelledException();
                }
            }
        }
    }
}

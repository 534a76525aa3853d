package org.espalier.workbench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.AtomicFile;

/// Files that a killed process left half-written in a run's folder.
final class RunParts {

    private RunParts() {}

    /// Removes them; only for whoever holds the run's lock.
    static void sweep(Path folder) throws IOException {
        List<Path> parts;
        try (Stream<Path> children = Files.list(folder)) {
            parts = children.filter(file -> file.getFileName().toString().endsWith(AtomicFile.PART))
                    .filter(Files::isRegularFile)
                    .toList();
        }
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }
}

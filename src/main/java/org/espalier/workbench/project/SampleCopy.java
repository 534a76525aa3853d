package org.espalier.workbench.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.AtomicFile;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A user's own copy of a sample project that lies where nobody may write; its models and data stay where they are.
final class SampleCopy {

    private SampleCopy() {}

    /// The copy in `projects`, made if there is none yet or if what it names has moved away.
    static Project of(Project shipped, Path projects) {
        Path folder = projects.resolve(shipped.folder().getFileName());
        if (Files.isRegularFile(folder.resolve(Project.FILE))) {
            Project kept = Project.open(folder);
            return kept.missing().isEmpty() ? kept : kept.save(absolute(shipped));
        }
        copyBeside(shipped.folder(), folder);
        return new Project(folder, shipped.file()).save(absolute(shipped));
    }

    /// What lies beside `project.json`, such as recorded results; no folders.
    private static void copyBeside(Path from, Path to) {
        try (Stream<Path> list = Files.list(from)) {
            List<Path> files = list.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(Project.FILE))
                    .toList();
            Files.createDirectories(to);
            for (Path file : files) {
                Path target = to.resolve(file.getFileName());
                if (!Files.exists(target)) {
                    AtomicFile.write(target, part -> Files.copy(file, part));
                }
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "project.unwritable",
                    to + ": the sample project cannot be copied there: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk, or set XDG_DATA_HOME to a folder of yours.",
                    e);
        }
    }

    private static ProjectFile absolute(Project shipped) {
        ProjectFile file = shipped.file();
        return new ProjectFile(
                file.schema(),
                file.name(),
                file.kind(),
                file.description(),
                shipped.model().toString(),
                absolute(shipped, file.data()),
                absolute(shipped, file.calibration()),
                absolute(shipped, file.images()),
                file.benchmark(),
                absolute(shipped, file.subnet()),
                absolute(shipped, file.network()),
                file.board(),
                file.criterion(),
                file.sparsity());
    }

    private static @Nullable String absolute(Project shipped, @Nullable String path) {
        return shipped.path(path).map(Path::toString).orElse(null);
    }
}

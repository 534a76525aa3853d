package org.espalier.workbench.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.format.Json;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// The folder that holds a project's runs.
public final class RunStore {

    private final Path folder;

    private RunStore(Path folder) {
        this.folder = folder;
    }

    /// The store at a folder, which is made when the first run starts.
    public static RunStore in(Path folder) {
        return new RunStore(folder);
    }

    /// Where the runs are.
    public Path folder() {
        return folder;
    }

    /// Every readable run, oldest first; folders that are not runs, or do not tell how they stand, are passed over.
    public List<Run> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.isRegularFile(child.resolve(Run.RECORD)))
                    .sorted(Comparator.comparing(Path::toString))
                    .flatMap(RunStore::readable)
                    .toList();
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be listed: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private static Stream<Run> readable(Path child) {
        try {
            Run run = Run.open(child);
            run.status(); // One that is broken must not hide the others from whoever asks each.
            return Stream.of(run);
        } catch (WorkbenchException e) {
            return Stream.empty();
        }
    }

    /// Starts a run: makes its folder (`0007-prune-apply`), writes the request, and returns the recording that the
    /// step runs with.
    ///
    /// @param step the step's name, "prune apply"
    /// @param parameters the step's parameter record
    /// @param command the same request as arguments of the command line
    /// @param inputs files and folders the result depends on
    /// @param listener who else wants stages and progress; it also decides about cancelling
    public Recording start(
            String step, Record parameters, List<String> command, List<Path> inputs, TaskContext listener) {
        RunRecord record = new RunRequest(step, parameters, command, inputs).record();
        Path run = next(step);
        Json.write(run.resolve(Run.RECORD), record);
        return new Recording(new Run(run, record), false, listener);
    }

    /// A folder for a run that its step records itself, as a search does that can go on in it after an interruption:
    /// numbered after the last one, and not there yet.
    ///
    /// @param step the step's name, "nas search"
    public Path free(String step) {
        try {
            return numbered(Files.isDirectory(folder) ? highest() + 1 : 1, step);
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "format.unreadable", folder + ": cannot be listed: " + e.getMessage(), "Check its rights.", e);
        }
    }

    private Path numbered(int number, String step) {
        return folder.resolve("%04d-%s".formatted(number, step.replace(' ', '-')));
    }

    private Path next(String step) {
        try {
            Files.createDirectories(folder);
            int number = highest() + 1;
            while (true) {
                try {
                    return Files.createDirectory(numbered(number, step));
                } catch (FileAlreadyExistsException e) {
                    number++;
                }
            }
        } catch (IOException e) {
            throw WorkbenchException.input(
                    "run.unwritable",
                    folder + ": a run cannot be started here: " + e.getMessage(),
                    "Check the folder's rights and the space left on the disk, or copy the project to a folder of yours.",
                    e);
        }
    }

    private int highest() throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.map(child -> String.valueOf(child.getFileName()))
                    .filter(name -> name.matches("\\d{4,9}-.*"))
                    .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('-'))))
                    .max()
                    .orElse(0);
        }
    }
}

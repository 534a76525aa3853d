package org.espalier.workbench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.format.OutputFolder;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;

/// A run at a place the user chose (`--out RUN`), begun or continued. The step keeps its state and its artefacts in the
/// same folder, beside the record.
///
/// ```java
/// RunFolder.start(out, force, request, context).record(recording -> work(out, recording));
/// RunFolder.resume(out, "nas train", context).record(recording -> work(out, recording));
/// ```
public final class RunFolder {

    private RunFolder() {}

    /// Makes a run of `folder`, which must be absent or empty unless `force`. A run that fails before it made anything
    /// leaves nothing there.
    ///
    /// @throws WorkbenchException if the folder holds something, or something that is read, or an input cannot
    ///     be read
    public static Recording start(Path folder, boolean force, RunRequest request, TaskContext listener) {
        RunRecord record = request.record();
        try (OutputFolder out = OutputFolder.create(folder, force, request.allRead())) {
            Json.write(out.path().resolve(Run.RECORD), record);
            out.commit();
        }
        return new Recording(new Run(folder, record), true, listener);
    }

    /// Opens a run that was killed, cancelled or failed, to go on from where it is.
    ///
    /// @param step the step that is to go on
    /// @throws WorkbenchException if the folder is no run of this step, is finished, in use, or has
    ///     other inputs now
    public static Recording resume(Path folder, String step, TaskContext listener) {
        Run run = Run.open(folder);
        if (!run.record().step().equals(step)) {
            throw WorkbenchException.input(
                    "run.step",
                    folder + " is a run of '" + run.record().step() + "', not of '" + step + "'",
                    "Continue it with 'espalier run resume " + folder + "'.");
        }
        if (run.status() == RunStatus.DONE) {
            throw WorkbenchException.input(
                    "run.done",
                    folder + " is finished; there is nothing left to do",
                    "See its result with 'espalier run show', or start another run.");
        }
        unchanged(folder, run.record().inputs());
        Recording recording = new Recording(run, false, listener);
        recording.emit(new TaskEvent("resumed", Map.of("version", Environment.version())));
        return recording;
    }

    /// Makes a run of a finished result's folder; a record that a killed process left in it is written anew.
    ///
    /// @param events what happened, oldest first
    /// @param result the step's result
    /// @param took how long the work took, by a clock that nobody sets
    public static void attach(Path folder, RunRequest request, List<TaskEvent> events, Record result, Duration took) {
        RunRecord record = request.record();
        try {
            Files.deleteIfExists(folder.resolve(Run.EVENTS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Json.write(folder.resolve(Run.RECORD), record);
        Recording recording = new Recording(new Run(folder, record), took, TaskContext.NONE);
        recording.record(task -> {
            events.forEach(task::emit);
            return result;
        });
    }

    private static void unchanged(Path folder, Map<String, String> inputs) {
        Fingerprint.changed(inputs).ifPresent(input -> {
            throw WorkbenchException.input(
                    "run.input.changed",
                    input + " has changed since the run in " + folder + " began",
                    "Put the former " + input + " back, or start a new run: a mixture would be the result of"
                            + " neither.");
        });
    }
}

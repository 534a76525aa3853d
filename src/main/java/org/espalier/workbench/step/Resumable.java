package org.espalier.workbench.step;

import java.nio.file.Path;
import org.espalier.task.TaskContext;

/// A step whose runs can be continued after a cancel or a kill.
///
/// Such a step records itself in its run folder with [org.espalier.workbench.run.RunFolder], keeps in the same folder
/// what it needs to go on, and marks what may differ between two runs of one request by
/// [org.espalier.workbench.run.Varying]. `run resume RUN` finds it by [#name()] in [RunResumeStep]'s list.
///
/// @param <R> the step's result, a record
interface Resumable<R extends Record> {

    /// The step's name as on the command line and in `run.json`: "nas train".
    String name();

    /// Goes on with a run to the very `result.json` that it would have had undisturbed.
    ///
    /// @param run the run's folder
    /// @throws org.espalier.task.WorkbenchException if the folder is no unfinished run of this step
    /// @throws org.espalier.task.CancelledException if the context asked for a stop; the run can be resumed again
    R resume(Path run, TaskContext context);
}

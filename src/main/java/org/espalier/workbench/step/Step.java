package org.espalier.workbench.step;

import org.espalier.task.TaskContext;

/// One use case, from a parameter record to a result record.
///
/// The result is what `--json` prints: a record whose first component is `schema`. A step holds no state between runs;
/// it may be run from any thread but the window's.
///
/// @param <P> the parameters, a record
/// @param <R> the result, a record
public interface Step<P extends Record, R extends Record> {

    /// The step's name as on the command line: "prune apply".
    String name();

    /// Does the work.
    ///
    /// @throws org.espalier.task.WorkbenchException if an input, tool or limit stands in the way
    /// @throws org.espalier.task.CancelledException if the context asked for a stop; nothing half-written remains
    R run(P parameters, TaskContext context);
}

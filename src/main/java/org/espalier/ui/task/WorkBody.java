package org.espalier.ui.task;

import org.espalier.task.TaskContext;

/// What a piece of background work does.
///
/// @param <R> its result
@FunctionalInterface
public interface WorkBody<R> {

    /// Does the work, on a thread of its own.
    R run(TaskContext context);
}

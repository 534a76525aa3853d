package org.espalier.search.evaluate;

import java.io.Serializable;
import org.espalier.task.TaskContext;

/// What a machine far away makes its scorer of: the model, or where it lies, and the samples. It is sent once to every
/// process that scores.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
@FunctionalInterface
public interface ScorerFactory<T, S> extends Serializable {

    /// Loads the model. The scorer gives the same scores as the one of the process that sent this.
    ///
    /// @throws org.espalier.task.WorkbenchException if the model cannot be reached from here
    Scorer<T, S> open(TaskContext context);
}

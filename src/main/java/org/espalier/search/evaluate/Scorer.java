package org.espalier.search.evaluate;

import java.io.Serializable;
import org.espalier.task.TaskContext;

/// Scores one candidate with a model that is loaded. Safe from several threads.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
public interface Scorer<T, S> extends AutoCloseable {

    /// The score of a task, which depends on nothing but the task.
    ///
    /// @throws org.espalier.task.CancelledException if the context asked for a stop
    S score(T task, TaskContext context);

    /// Takes what some tasks need and came about after the scorer was opened, such as a tuned projector. What is known
    /// already changes nothing.
    ///
    /// @param name as [Supplements#of] gives it
    default void supplement(String name, Serializable value) {
        throw new IllegalArgumentException("no use for " + name);
    }

    /// Whether a candidate is so small that one thread does it as fast as several.
    default boolean narrow() {
        return false;
    }

    @Override
    void close();
}

package org.espalier.search.evaluate;

import java.util.List;
import java.util.function.Supplier;

/// A search's scoring on a shipped sample.
///
/// @param type of a task
/// @param score of a task
/// @param own scores in this process
/// @param factory makes the same scorer elsewhere
/// @param tasks some tasks, all different
/// @param wrong a task that cannot be scored
/// @param closing frees the model
public record ScoringCase<T, S>(
        Class<T> type,
        Class<S> score,
        Scorer<T, S> own,
        Supplier<? extends ScorerFactory<T, S>> factory,
        Supplements<T> supplements,
        List<T> tasks,
        T wrong,
        Runnable closing)
        implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}

package org.espalier.search.evaluate;

import java.util.List;
import org.espalier.task.TaskContext;

/// Has candidates scored: in this process, or elsewhere.
///
/// Scores are keyed and idempotent: a score depends on its task alone, whatever was scored before it, beside it or on
/// another machine, and asking twice is harmless.
///
/// @param <T> what is to be scored, with a value's equality
/// @param <S> what comes of it
public interface Evaluator<T, S> {

    /// Hears of each score as it comes.
    ///
    /// @param <S> a score
    @FunctionalInterface
    interface Listener<S> {

        /// A score is there.
        ///
        /// @param index of its task in the list that was asked for
        void scored(int index, S score);
    }

    /// The scores of `tasks`, in their order.
    ///
    /// @param listener hears of every score once, in any order, in the caller's thread
    /// @throws org.espalier.task.CancelledException if the context asked for a stop
    List<S> evaluate(List<T> tasks, Listener<? super S> listener, TaskContext context);

    /// The scores of `tasks`, in their order.
    default List<S> evaluate(List<T> tasks, TaskContext context) {
        return evaluate(tasks, (_, _) -> {}, context);
    }
}

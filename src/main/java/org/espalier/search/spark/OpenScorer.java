package org.espalier.search.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.espalier.search.evaluate.Scorer;
import org.espalier.task.CancelledException;
import org.jspecify.annotations.Nullable;

/// A search's scorer in this process, opened by the first task that needs it and shared by all that follow.
///
/// In an executor it lives as long as the process. In the process that searches it is the search's own, and whoever
/// closes waits for tasks that still use it: a model must not be freed under a task's hands.
final class OpenScorer {

    private static final Map<String, OpenScorer> BY_SEARCH = new ConcurrentHashMap<>();

    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private @Nullable Scorer<?, ?> scorer;
    private boolean closed;

    private OpenScorer() {}

    /// The one of a search.
    ///
    /// @param search a name that no other search has
    static OpenScorer of(String search) {
        return BY_SEARCH.computeIfAbsent(search, _ -> new OpenScorer());
    }

    /// Works with the scorer.
    ///
    /// @param opening opens it, if nobody has
    /// @throws CancelledException if it was closed: nobody waits for this score any more
    <T, S, R> R use(Supplier<Scorer<T, S>> opening, Function<Scorer<T, S>, R> work) {
        use.readLock().lock();
        try {
            return work.apply(opened(opening));
        } finally {
            use.readLock().unlock();
        }
    }

    private synchronized <T, S> Scorer<T, S> opened(Supplier<Scorer<T, S>> opening) {
        if (closed) {
            throw new CancelledException();
        }
        Scorer<?, ?> known = scorer;
        if (known == null) {
            known = opening.get();
            scorer = known;
        }
        @SuppressWarnings("unchecked") // A search has tasks of one kind only.
        Scorer<T, S> typed = (Scorer<T, S>) known;
        return typed;
    }

    /// Ends its use here; waits for tasks that are at it. The scorer itself stays open.
    void release() {
        use.writeLock().lock();
        try {
            synchronized (this) {
                closed = true;
                scorer = null;
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}

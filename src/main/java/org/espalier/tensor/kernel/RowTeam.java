package org.espalier.tensor.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few threads that share the rows of one product after another. Rows are taken in chunks from a common counter; who
/// finds no work looks again for some microseconds, then sleeps: a core that others need is not burnt.
///
/// One thread at a time may call [#run].
public final class RowTeam implements AutoCloseable {

    /// A piece of a job.
    public interface Range {
        /// Does rows `from` to `to - 1`.
        void run(int from, int to);
    }

    /// Rows of a matrix that are taken at once.
    private static final int CHUNK = 64;
    private static final long SPIN_NANOS = 20_000;

    /// Rows to be done, and who is at it.
    ///
    /// @param next the first row that nobody has taken
    /// @param inside workers that are at it; each counts itself before it takes rows
    private record Job(int rows, int chunk, Range body, AtomicInteger next, AtomicInteger inside, Thread owner) {

        void work() {
            for (int from = next.getAndAdd(chunk); from < rows; from = next.getAndAdd(chunk)) {
                body.run(from, Math.min(rows, from + chunk));
            }
        }
    }

    private final List<Thread> workers = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Job job;
    private volatile boolean closed;

    /// Starts a team.
    ///
    /// @param threads with the caller's; at least one
    public RowTeam(int threads) {
        for (int i = 1; i < threads; i++) {
            Thread worker = Thread.ofPlatform().daemon().name("rows-" + i).unstarted(this::serve);
            workers.add(worker);
            worker.start();
        }
    }

    /// Threads with the caller's.
    public int threads() {
        return workers.size() + 1;
    }

    /// Does all rows of a matrix and returns when the last is done.
    public void run(int rows, Range body) {
        run(rows, CHUNK, body);
    }

    /// Does all rows and returns when the last is done.
    ///
    /// @param chunk how many are taken at once
    public void run(int rows, int chunk, Range body) {
        if (workers.isEmpty() || rows <= chunk) {
            body.run(0, rows);
            return;
        }
        Job mine = new Job(rows, chunk, body, new AtomicInteger(), new AtomicInteger(), Thread.currentThread());
        failure.set(null);
        job = mine;
        workers.forEach(LockSupport::unpark);
        try {
            mine.work();
        } finally {
            // Whoever took rows is still counted; whoever comes later finds none and writes nothing.
            mine.next().set(rows);
            await(() -> mine.inside().get() == 0);
        }
        switch (failure.getAndSet(null)) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long until = System.nanoTime() + SPIN_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() < until) {
                Thread.onSpinWait();
            } else {
                LockSupport.park();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // A job is not done because another was like it.
    private void serve() {
        Job done = null;
        while (true) {
            Job last = done;
            await(() -> closed || job != last);
            Job current = job;
            if (closed || current == null) {
                return;
            }
            current.inside().incrementAndGet();
            try {
                current.work();
            } catch (RuntimeException | Error e) { // Whoever waits for the job must learn of it, and not wait on.
                failure.set(e);
            }
            done = current;
            if (current.inside().decrementAndGet() == 0) {
                LockSupport.unpark(current.owner());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(LockSupport::unpark);
    }
}

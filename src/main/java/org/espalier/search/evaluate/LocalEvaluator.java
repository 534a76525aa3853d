package org.espalier.search.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.model.llava.TorchThreads;
import org.espalier.task.CancelledException;
import org.espalier.task.QuietContext;
import org.espalier.task.TaskContext;

/// Scores candidates in this process, a bounded number at a time.
///
/// One worker is the caller's own thread, with all the threads that the engine takes for a pass; more than one, and
/// those of narrow models, take one thread each.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
public final class LocalEvaluator<T, S> implements Evaluator<T, S>, AutoCloseable {

    private final Scorer<T, S> scorer;
    private final int workers;
    private final ExecutorService pool;

    /// Scores with `scorer`, which stays open.
    ///
    /// @param workers how many candidates are scored at a time
    public LocalEvaluator(Scorer<T, S> scorer, int workers) {
        this.scorer = scorer;
        this.workers = workers;
        this.pool = Executors.newFixedThreadPool(
                workers,
                work -> new Thread(() -> {
                    TorchThreads.use(1);
                    work.run();
                }));
    }

    @Override
    public List<S> evaluate(List<T> tasks, Listener<? super S> listener, TaskContext context) {
        return !scorer.narrow() && (workers == 1 || tasks.size() < 2)
                ? alone(tasks, listener, context)
                : together(tasks, listener, context);
    }

    private List<S> alone(List<T> tasks, Listener<? super S> listener, TaskContext context) {
        TaskContext quiet = new QuietContext(context);
        List<S> scores = new ArrayList<>();
        for (T task : tasks) {
            context.checkCancelled();
            scores.add(scorer.score(task, quiet));
            listener.scored(scores.size() - 1, scores.getLast());
        }
        return scores;
    }

    private List<S> together(List<T> tasks, Listener<? super S> listener, TaskContext context) {
        TaskContext quiet = new QuietContext(context);
        List<Future<S>> running = new ArrayList<>();
        tasks.forEach(task -> running.add(pool.submit(() -> {
            context.checkCancelled();
            return scorer.score(task, quiet);
        })));
        List<S> scores = new ArrayList<>();
        try {
            for (Future<S> one : running) {
                scores.add(one.get());
                listener.scored(scores.size() - 1, scores.getLast());
                context.checkCancelled();
            }
            return scores;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case Error cause -> throw cause;
                case RuntimeException cause -> cause;
                case null, default -> new IllegalStateException(e);
            };
        } finally {
            running.forEach(one -> one.cancel(false));
        }
    }

    /// Waits for what is still being scored: nobody may free a model that is in use.
    @Override
    public void close() {
        pool.close();
    }
}

package org.espalier.search.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.JavaFutureActionWrapper;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.format.Json;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.ScorerFactory;
import org.espalier.search.evaluate.Supplements;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/// Scores candidates on Spark, one candidate a task.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
public final class SparkEvaluator<T, S> implements Evaluator<T, S>, AutoCloseable {

    private static final int POLL_MILLIS = 200;

    private final SparkDriver driver;
    private final Wire<T, S> wire;
    private final Supplements<T> supplements;
    private final String search = UUID.randomUUID().toString();
    private final @Nullable Broadcast<ScorerFactory<T, S>> factory;
    private final Map<String, Broadcast<Serializable>> sent = new HashMap<>();

    private record Arrival(int index, String answer) {}

    /// Scores with Spark, whose driver and whose `own` scorer stay open.
    ///
    /// @param own scores in this process: what a local master's tasks use, so that the model is loaded once
    /// @param factory what executors elsewhere make their scorer of; sent once to each
    public SparkEvaluator(
            SparkDriver driver,
            Wire<T, S> wire,
            Scorer<T, S> own,
            Supplier<? extends ScorerFactory<T, S>> factory,
            Supplements<T> supplements) {
        this.driver = driver;
        this.wire = wire;
        this.supplements = supplements;
        if (driver.master().local()) {
            this.factory = null;
            OpenScorer.of(search).<T, S, Scorer<T, S>>use(() -> own, scorer -> scorer);
        } else {
            this.factory = driver.context().broadcast(factory.get());
        }
    }

    @Override
    public List<S> evaluate(List<T> tasks, Listener<? super S> listener, TaskContext context) {
        context.checkCancelled();
        Map<Integer, S> scores = new HashMap<>();
        if (!tasks.isEmpty()) {
            BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
            SimpleFutureAction<@Nullable Object> job = submit(tasks, arrivals);
            try {
                if (!driver.master().local() && driver.executors().count() == 0) {
                    context.emit(TaskEvent.log(
                            "waiting for a worker of " + driver.master().url()));
                }
                collect(job, arrivals, tasks.size(), scores, listener, context);
            } finally {
                if (!job.isCompleted()) {
                    job.cancel();
                }
            }
        }
        List<S> all = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            S score = scores.get(i);
            if (score == null) {
                throw new IllegalStateException("a score is missing");
            }
            all.add(score);
        }
        return all;
    }

    private SimpleFutureAction<@Nullable Object> submit(List<T> tasks, BlockingQueue<Arrival> arrivals) {
        JavaSparkContext spark = driver.context();
        Map<String, Broadcast<Serializable>> needed = new HashMap<>();
        List<Wire.Request> requests = new ArrayList<>();
        for (T task : tasks) {
            // A local master's tasks use this process's scorer, which knows all of them.
            String name = factory == null ? "" : supplements.of(task);
            if (!name.isEmpty()) {
                needed.put(name, sent.computeIfAbsent(name, n -> spark.broadcast(supplements.value(n))));
            }
            requests.add(new Wire.Request(Json.line(task), name));
        }
        List<Object> partitions =
                new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
        try {
            return spark.sc()
                    .submitJob(
                            spark.parallelize(requests, requests.size()).rdd(),
                            new ScoreFunction<>(search, wire, factory, needed),
                            CollectionConverters.asScala(partitions).toSeq(),
                            (index, answer) -> {
                                arrivals.add(new Arrival((Integer) index, answer));
                                return BoxedUnit.UNIT;
                            },
                            () -> null);
        } catch (IllegalStateException e) {
            driver.checkAlive();
            throw e;
        }
    }

    private void collect(
            SimpleFutureAction<@Nullable Object> job,
            BlockingQueue<Arrival> arrivals,
            int wanted,
            Map<Integer, S> scores,
            Listener<? super S> listener,
            TaskContext context) {
        while (scores.size() < wanted) {
            context.checkCancelled();
            boolean ended = job.isCompleted();
            Arrival arrival = next(arrivals);
            tellLosses(context);
            if (arrival == null) {
                if (ended) {
                    throw failed(job);
                }
                driver.checkAlive();
            } else if (!scores.containsKey(arrival.index())) {
                S score = wire.readScore(arrival.answer());
                scores.put(arrival.index(), score);
                listener.scored(arrival.index(), score);
            }
        }
    }

    private static @Nullable Arrival next(BlockingQueue<Arrival> arrivals) {
        try {
            return arrivals.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private void tellLosses(TaskContext context) {
        for (String lost = driver.executors().nextLost();
                lost != null;
                lost = driver.executors().nextLost()) {
            context.emit(TaskEvent.log("executor " + lost + " was lost; its candidates are scored by others"));
        }
    }

    private WorkbenchException failed(SimpleFutureAction<@Nullable Object> job) {
        driver.checkAlive();
        try {
            Future<@Nullable Object> outcome = new JavaFutureActionWrapper<>(job, value -> value);
            outcome.get();
            throw new IllegalStateException("Spark calls a job done whose scores are missing");
        } catch (ExecutionException e) {
            String said = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            return WorkbenchException.tool(
                    "spark.failed",
                    "a candidate could not be scored on " + driver.master().url() + ": "
                            + said.lines()
                                    .limit(2)
                                    .map(String::strip)
                                    .reduce((a, b) -> a + " " + b)
                                    .orElse(""),
                    "Look at the workers' logs, or resume the run: what was scored is kept.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    /// Waits for tasks of this process that are still at a candidate. What executors hold goes with the driver.
    @Override
    public void close() {
        OpenScorer.of(search).release();
    }
}

package org.espalier.search.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.espalier.model.llava.TorchThreads;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.ScorerFactory;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/// What an executor does with a partition, which is one candidate.
///
/// @param <T> a task
/// @param <S> a score
final class ScoreFunction<T, S> extends AbstractFunction1<Iterator<Wire.Request>, String> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String search;
    private final Wire<T, S> wire;
    private final @Nullable Broadcast<ScorerFactory<T, S>> factory;
    private final HashMap<String, Broadcast<Serializable>> supplements;

    /// @param search names the scorer in a process
    /// @param factory opens the scorer; null where it is open already
    /// @param supplements by name
    ScoreFunction(
            String search,
            Wire<T, S> wire,
            @Nullable Broadcast<ScorerFactory<T, S>> factory,
            Map<String, Broadcast<Serializable>> supplements) {
        this.search = search;
        this.wire = wire;
        this.factory = factory;
        this.supplements = new HashMap<>(supplements);
    }

    @Override
    public String apply(Iterator<Wire.Request> partition) {
        Wire.Request request = partition.next();
        org.apache.spark.TaskContext spark = org.apache.spark.TaskContext.get();
        Killable context = new Killable(spark);
        TorchThreads.use(spark.cpus());
        try {
            return OpenScorer.of(search).<T, S, String>use(() -> open(context), scorer -> {
                Broadcast<Serializable> supplement = supplements.get(request.supplement());
                if (supplement != null) {
                    scorer.supplement(request.supplement(), supplement.value());
                }
                return Wire.answer(scorer.score(wire.readTask(request.task()), context));
            });
        } catch (WorkbenchException e) {
            // Wrong wherever it is tried: an answer, not a reason to try again.
            return Wire.failure(e);
        }
    }

    private Scorer<T, S> open(TaskContext context) {
        Broadcast<ScorerFactory<T, S>> sent = factory;
        if (sent == null) {
            throw new IllegalStateException("the scorer of " + search + " is not open");
        }
        return sent.value().open(context);
    }

    /// Stops when Spark kills the task.
    private record Killable(org.apache.spark.TaskContext spark) implements TaskContext {

        @Override
        public void stage(String name) {}

        @Override
        public void progress(long done, long total) {}

        @Override
        public boolean cancelled() {
            return spark.isInterrupted();
        }

        @Override
        public void emit(TaskEvent event) {}
    }
}

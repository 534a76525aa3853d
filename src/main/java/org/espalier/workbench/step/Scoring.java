package org.espalier.workbench.step;

import java.util.function.Supplier;
import org.espalier.search.evaluate.Evaluator;
import org.espalier.search.evaluate.LocalEvaluator;
import org.espalier.search.evaluate.Scorer;
import org.espalier.search.evaluate.ScorerFactory;
import org.espalier.search.evaluate.Supplements;
import org.espalier.search.spark.SparkDriver;
import org.espalier.search.spark.SparkEvaluator;
import org.espalier.search.spark.Wire;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// A search's evaluator, in this process or on Spark, with what has to be closed behind it.
///
/// @param <T> what is to be scored
/// @param <S> what comes of it
final class Scoring<T, S> implements AutoCloseable {

    private final Evaluator<T, S> evaluator;
    private final Runnable closing;

    private Scoring(Evaluator<T, S> evaluator, Runnable closing) {
        this.evaluator = evaluator;
        this.closing = closing;
    }

    /// What can be scored, and by what.
    ///
    /// @param own scores in this process
    /// @param factory what other machines make their scorer of
    record Kind<T, S>(
            Wire<T, S> wire,
            Scorer<T, S> own,
            Supplier<? extends ScorerFactory<T, S>> factory,
            Supplements<T> supplements) {}

    /// Starts what scores.
    ///
    /// @param target null for this process
    /// @param workers how many at a time in this process
    static <T, S> Scoring<T, S> of(Kind<T, S> kind, @Nullable SparkTarget target, int workers, TaskContext context) {
        if (target == null) {
            LocalEvaluator<T, S> local = new LocalEvaluator<>(kind.own(), workers);
            return new Scoring<>(local, local::close);
        }
        context.stage("Connecting to Spark at " + target.master());
        SparkDriver driver = SparkDriver.open(target.checked(), target.secret());
        try {
            SparkEvaluator<T, S> spark =
                    new SparkEvaluator<>(driver, kind.wire(), kind.own(), kind.factory(), kind.supplements());
            return new Scoring<>(spark, () -> {
                try {
                    spark.close();
                } finally {
                    driver.close();
                }
            });
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    Evaluator<T, S> evaluator() {
        return evaluator;
    }

    @Override
    public void close() {
        closing.run();
    }
}

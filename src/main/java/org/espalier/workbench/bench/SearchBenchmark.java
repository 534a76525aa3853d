package org.espalier.workbench.bench;

import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.espalier.search.prune.Score;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Candidates of both searches on the shipped models, each a new one. Public, as JMH wants it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SearchBenchmark {

    /// JMH makes a state for every method; the models are opened once for all.
    private static @Nullable SearchModels opened;

    private final Random random = new Random(1);

    /// The figures of every method, by its name, and what they are made of.
    ///
    /// @param layers that a policy prunes
    /// @param forward multiplications and additions of scoring a policy
    /// @param pruning those of pruning by OBS before it
    /// @param subnet those of scoring a subnet, in the mean
    record Figures(Map<String, double[]> byMethod, int layers, double forward, double pruning, double subnet) {}

    /// Opens the models, measures and closes them.
    static Figures measure(boolean quick, TaskContext context) {
        try (SearchModels models = new SearchModels()) {
            opened = models;
            return new Figures(
                    Jmh.run(SearchBenchmark.class, quick, context),
                    models.layers(),
                    models.forwardOperations(),
                    models.pruningOperations(),
                    models.subnetOperations());
        } finally {
            opened = null;
        }
    }

    private static SearchModels models() {
        return Objects.requireNonNull(opened, "the suite opens the models");
    }

    /// A policy pruned by OBS, layer by layer, and scored.
    @Benchmark
    public Score exact() {
        return models().exact(models().policy(random));
    }

    /// A policy pruned by rank maps and scored.
    @Benchmark
    public Score nested() {
        return models().nested(models().policy(random));
    }

    /// A subnet's accuracy with inherited weights.
    @Benchmark
    public Double subnetAccuracy() {
        return models().accuracy(models().subnet(random));
    }

    /// A subnet's SRAM and flash from its real plan.
    @Benchmark
    public double subnetCosts() {
        return models().costs(models().subnet(random));
    }
}

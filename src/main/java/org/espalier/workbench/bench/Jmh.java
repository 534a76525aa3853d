package org.espalier.workbench.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.espalier.task.TaskContext;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs JMH benchmarks in this process: a process of their own would be heard over a port, and none is opened here.
final class Jmh {

    private Jmh() {}

    /// The figures of a class's benchmarks, by method, an entry an iteration, in the unit the class names.
    ///
    /// @param quick fewer and shorter iterations
    static SequencedMap<String, double[]> run(Class<?> benchmarks, boolean quick, TaskContext context) {
        context.checkCancelled();
        System.setProperty("jmh.ignoreLock", "true");
        Options options = new OptionsBuilder()
                .include(benchmarks.getName() + "\\..*")
                .forks(0)
                .warmupIterations(quick ? 1 : 3)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 3 : 7)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        SequencedMap<String, double[]> figures = new TreeMap<>();
        try {
            for (RunResult result : new Runner(options).run()) {
                figures.put(method(result.getParams()), values(result));
            }
        } catch (RunnerException e) {
            throw new IllegalStateException("a measurement of " + benchmarks.getSimpleName() + " failed", e);
        }
        context.checkCancelled();
        return figures;
    }

    private static String method(BenchmarkParams params) {
        String name = params.getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static double[] values(RunResult result) {
        List<Double> values = new ArrayList<>();
        for (IterationResult iteration : result.getAggregatedResult().getIterationResults()) {
            values.add(iteration.getPrimaryResult().getScore());
        }
        return values.stream().mapToDouble(v -> v).toArray();
    }
}

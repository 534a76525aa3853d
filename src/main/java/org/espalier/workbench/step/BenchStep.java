package org.espalier.workbench.step;

import java.util.ArrayList;
import java.util.List;
import org.espalier.task.TaskContext;
import org.espalier.workbench.bench.BenchResult;
import org.espalier.workbench.bench.BenchSuite;
import org.espalier.workbench.bench.BenchSuites;

/// `bench`: measures the workbench's own engines.
public final class BenchStep implements Step<BenchStep.Parameters, BenchStep.Result> {

    /// What to measure.
    ///
    /// @param suites their names; none or "all" means every one
    /// @param quick whether only what matters most is measured
    /// @param seed of all random data
    /// @param filter measure only figures whose names hold one of these words, and what they are compared
    ///     with; empty for all
    public record Parameters(List<String> suites, boolean quick, long seed, List<String> filter) {}

    /// The figures.
    ///
    /// @param device the machine they were obtained on
    public record Result(String schema, String device, List<BenchResult> results) {}

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        List<BenchResult> results = new ArrayList<>();
        for (BenchSuite suite : BenchSuites.of(parameters.suites())) {
            context.stage("Measuring " + suite.title());
            results.addAll(
                    !parameters.filter().isEmpty()
                            ? suite.runSome(
                                    parameters.seed(),
                                    parameters.quick(),
                                    name -> parameters.filter().stream().anyMatch(name::contains),
                                    context)
                            : parameters.quick()
                                    ? suite.runQuickly(parameters.seed(), context)
                                    : suite.run(parameters.seed(), context));
        }
        return new Result("espalier.bench/1", device(), results);
    }

    /// This machine in a few words.
    static String device() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, Java "
                + Runtime.version().feature();
    }
}

package org.espalier.workbench.bench;

import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;

/// A suite whose figures all come from JMH; its inputs are fixed, so that no seed matters.
abstract class JmhSuite implements BenchSuite {

    /// Measures.
    ///
    /// @param quick fewer and shorter iterations
    abstract List<BenchResult> results(boolean quick, TaskContext context);

    @Override
    public final List<BenchResult> run(long seed, TaskContext context) {
        return results(false, context);
    }

    @Override
    public final List<BenchResult> runQuickly(long seed, TaskContext context) {
        return results(true, context);
    }

    /// The result of one method; no number if JMH did not run it.
    static BenchResult figure(String name, String unit, Map<String, double[]> figures, String method) {
        return BenchResult.measured(name, unit, figures.getOrDefault(method, new double[] {Double.NaN}));
    }
}

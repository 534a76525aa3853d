package org.espalier.workbench.bench;

import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;

/// Candidates that both searches evaluate in a second, one at a time, on the shipped models.
final class SearchSuite implements BenchSuite {

    private static final String UNIT = "candidates/s";

    @Override
    public String name() {
        return "search";
    }

    @Override
    public String title() {
        return "Evaluating candidates of both searches";
    }

    @Override
    public List<BenchResult> run(long seed, TaskContext context) {
        return results(false, context);
    }

    @Override
    public List<BenchResult> runQuickly(long seed, TaskContext context) {
        return results(true, context);
    }

    private static List<BenchResult> results(boolean quick, TaskContext context) {
        Map<String, double[]> figures = Jmh.run(SearchBenchmark.class, quick, context);
        return List.of(
                figure("search/prune/exact", figures, "exact").beside("64 samples, OBS of 28 layers each"),
                figure("search/prune/nested", figures, "nested").beside("64 samples, rank maps"),
                figure("search/nas/accuracy", figures, "subnetAccuracy").beside("64 pictures"),
                figure("search/nas/costs", figures, "subnetCosts").beside("SRAM and flash from the plan"));
    }

    private static BenchResult figure(String name, Map<String, double[]> figures, String method) {
        return BenchResult.measured(name, UNIT, figures.getOrDefault(method, new double[] {Double.NaN}));
    }
}

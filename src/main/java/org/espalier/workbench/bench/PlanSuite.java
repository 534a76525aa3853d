package org.espalier.workbench.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.task.TaskContext;

/// The planner and the integer executor on the shipped subnet.
final class PlanSuite implements BenchSuite {

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String title() {
        return "Planning and running the shipped subnet";
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
        Map<String, double[]> figures = Jmh.run(PlanBenchmark.class, quick, context);
        BenchResult torch = figure("plan/torch/vit-clothing", figures, "torch");
        BenchResult executor = figure("plan/executor/vit-clothing", figures, "executor");
        return List.of(
                figure("plan/arena/vit-clothing", figures, "arena"),
                executor.beside(String.format(
                        Locale.ROOT,
                        "PyTorch in floats %.2f ms: %.2f of its time",
                        torch.value(),
                        executor.value() / torch.value())),
                torch);
    }

    private static BenchResult figure(String name, Map<String, double[]> figures, String method) {
        return BenchResult.measured(name, "milliseconds", figures.getOrDefault(method, new double[] {Double.NaN}));
    }
}

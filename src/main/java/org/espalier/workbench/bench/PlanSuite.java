package org.espalier.workbench.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.task.TaskContext;

/// The planner and the integer executor on the shipped subnet.
final class PlanSuite extends JmhSuite {

    private static final String UNIT = "milliseconds";

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String title() {
        return "Planning and running the shipped subnet";
    }

    @Override
    List<BenchResult> results(boolean quick, TaskContext context) {
        Map<String, double[]> figures = Jmh.run(PlanBenchmark.class, quick, context);
        BenchResult torch = figure("plan/torch/vit-clothing", UNIT, figures, "torch");
        BenchResult executor = figure("plan/executor/vit-clothing", UNIT, figures, "executor");
        MachineRates rates = new MachineRates(context);
        BenchLimit products = rates.millisecondsOf(2.0 * PlanBenchmark.macs(), "its products");
        return List.of(
                figure("plan/arena/vit-clothing", UNIT, figures, "arena"),
                executor.beside(String.format(
                                Locale.ROOT,
                                "PyTorch in floats %.2f ms: %.2f of its time",
                                torch.value(),
                                executor.value() / torch.value()))
                        .within(products),
                torch.within(products));
    }
}

package org.espalier.workbench.bench;

import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;

/// Candidates that both searches evaluate in a second, one at a time, on the shipped models.
final class SearchSuite extends JmhSuite {

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
    List<BenchResult> results(boolean quick, TaskContext context) {
        SearchBenchmark.Figures measured = SearchBenchmark.measure(quick, context);
        Map<String, double[]> figures = measured.byMethod();
        MachineRates rates = new MachineRates(context);
        String samples = SearchModels.SAMPLES + " samples, ";
        return List.of(
                figure("search/prune/exact", UNIT, figures, "exact")
                        .beside(samples + "OBS of " + measured.layers() + " layers each")
                        .within(rates.perSecondOf(
                                measured.forward() + measured.pruning(), "its products, factors and sweeps")),
                figure("search/prune/nested", UNIT, figures, "nested")
                        .beside(samples + "rank maps")
                        .within(rates.perSecondOf(measured.forward(), "its products")),
                figure("search/nas/accuracy", UNIT, figures, "subnetAccuracy")
                        .beside(SearchModels.SAMPLES + " pictures")
                        .within(rates.perSecondOf(measured.subnet(), "its products")),
                figure("search/nas/costs", UNIT, figures, "subnetCosts").beside("SRAM and flash from the plan"));
    }
}

package org.espalier.workbench.bench;

import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;

/// What bounds pruning one matrix: memory for what looks at each weight once, the processor's products for OBS.
final class PruneLimits {

    private static final double WANDA_BYTES = 2.0 * Float.BYTES * PruneSuite.HIDDEN * PruneSuite.HIDDEN;

    private PruneLimits() {}

    /// The same results, each beside its limit; `prune/products` is one itself.
    static List<BenchResult> beside(List<BenchResult> results, TaskContext context) {
        MachineRates rates = new MachineRates(context);
        double products = results.stream()
                .filter(result -> result.name().equals("prune/products"))
                .mapToDouble(BenchResult::value)
                .findFirst()
                .orElse(Double.NaN);
        return results.stream().map(result -> beside(result, rates, products)).toList();
    }

    private static BenchResult beside(BenchResult result, MachineRates rates, double products) {
        String name = result.name();
        if (name.startsWith("prune/wanda/")) {
            return result.within(rates.secondsOfBytes(WANDA_BYTES, "each weight read once and written once"));
        }
        if (name.startsWith("prune/obs/")) {
            return result.within(BenchLimit.estimated(
                    PruneSuite.OPERATIONS / products / 1e9,
                    String.format(Locale.ROOT, "its %.2g products at prune/products", PruneSuite.OPERATIONS)));
        }
        if (name.equals("prune/histogram")) {
            return result.within(BenchLimit.measured(rates.readBandwidth(), "reading memory and nothing more"));
        }
        return result;
    }
}

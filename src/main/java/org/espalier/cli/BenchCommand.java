package org.espalier.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.bench.BenchLimit;
import org.espalier.workbench.bench.BenchResult;
import org.espalier.workbench.step.BenchStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `bench`.
@Command(
        name = "bench",
        description = "Measure the workbench's own engines.",
        footer = "Example: espalier bench firmware")
final class BenchCommand extends StepCommand<BenchStep.Result> {

    @Parameters(
            paramLabel = "SUITE",
            arity = "0..*",
            description = "firmware, decode, prune, plan, search, window, or all of them. Default: all.")
    private List<String> suites = new ArrayList<>();

    @Option(names = "--firmware", description = "The same as naming firmware.")
    private boolean firmware;

    @Option(names = "--quick", description = "Only what matters most, in fewer rounds.")
    private boolean quick;

    @Option(
            names = "--filter",
            paramLabel = "WORD",
            split = ",",
            description = "Measure only figures whose names hold one of these words, and what they are compared with:"
                    + " --filter gemv/bf16, --filter sparse50,2of4.")
    private List<String> filter = new ArrayList<>();

    @Option(names = "--seed", defaultValue = "0", description = "Seed of random data. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    BenchStep.Result work(TaskContext context) {
        List<String> chosen = new ArrayList<>(suites);
        if (firmware) {
            chosen.add("firmware");
        }
        return new BenchStep().run(new BenchStep.Parameters(chosen, quick, seed, filter), context);
    }

    @Override
    void print(BenchStep.Result result, PrintWriter out) {
        out.println("on " + result.device());
        for (BenchResult r : result.results()) {
            String spread = r.spread() == 0 ? "" : String.format(Locale.ROOT, "  spread %,.3f", r.spread());
            String beside = r.beside() == null ? "" : "; " + r.beside();
            out.printf(
                    Locale.ROOT,
                    "%-36s %,15.3f %s, %s%s%s%s%n",
                    r.name(),
                    r.value(),
                    r.unit(),
                    r.label(),
                    spread,
                    limit(r.limit()),
                    beside);
        }
    }

    private static String limit(@Nullable BenchLimit limit) {
        return limit == null
                ? ""
                : String.format(Locale.ROOT, "; limit %,.4g, %s: %s", limit.value(), limit.label(), limit.by());
    }
}

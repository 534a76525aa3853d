package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasMeasureStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas measure`.
@Command(
        name = "measure",
        description = "Measure subnets with a supernet's weights: some drawn within the limits, or given ones; and how"
                + " well cheap figures and the search's guess put them in the order of their accuracy.",
        footer = "Example: espalier nas measure assets/vit-clothing --data clothing10 --samples 20")
final class NasMeasureCommand extends StepCommand<NasMeasureStep.Result> {

    @Parameters(paramLabel = "SUPERNET", description = "The folder of a trained supernet.")
    @SuppressWarnings("NullAway.Init")
    private Path supernet;

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Pictures: folder or zip file.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description = "Subnets drawn within the limits; default: ${DEFAULT-VALUE}.")
    private int samples = 20;

    @Option(names = "--subnet", paramLabel = "FILE", description = "A given subnet in place of drawn ones; repeatable.")
    private List<Path> subnets = List.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the draws; default 0.")
    private long seed;

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasMeasureStep.Result work(TaskContext context) {
        Within.range("--samples", samples, 1, 100_000);
        return new NasMeasureStep()
                .run(
                        new NasMeasureStep.Parameters(options.of(supernet.toString()), data, samples, subnets, seed),
                        context);
    }

    @Override
    void print(NasMeasureStep.Result result, PrintWriter print) {
        for (NasMeasureStep.Row row : result.subnets()) {
            print.printf(
                    Locale.ROOT,
                    "%6.2f %% validation%s  %,d parameters  SRAM %,d  flash %,d  %s%n",
                    row.validation(),
                    row.test() == null ? "" : String.format(Locale.ROOT, "  %6.2f %% test", row.test()),
                    row.parameters(),
                    row.peakBytes(),
                    row.flashBytes(),
                    row.subnet());
        }
        line(print, "validation", result.validation());
        NasMeasureStep.Spread test = result.test();
        if (test != null) {
            line(print, "test", test);
        }
        result.correlations()
                .forEach((name, value) -> print.printf(
                        Locale.ROOT,
                        "rank correlation of %-10s with %s accuracy: %+.3f%n",
                        name,
                        test == null ? "validation" : "test",
                        value));
    }

    private static void line(PrintWriter print, String part, NasMeasureStep.Spread spread) {
        print.printf(
                Locale.ROOT,
                "%-10s   mean %.2f %%, from %.2f to %.2f, measured%n",
                part,
                spread.mean(),
                spread.least(),
                spread.most());
    }
}

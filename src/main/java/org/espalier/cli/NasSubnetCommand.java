package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasSubnetStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas subnet`.
@Command(
        name = "subnet",
        description = "Count what one subnet costs: parameters, SRAM, flash, multiplications.",
        footer = "Example: espalier nas subnet assets/vit-clothing --subnet assets/vit-clothing/subnet.json")
final class NasSubnetCommand extends StepCommand<NasSubnetStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            defaultValue = "mcu-micro",
            description = "A space's name, or a config.json or its folder; default mcu-micro.")
    private String space = "mcu-micro";

    @Option(
            names = "--subnet",
            required = true,
            paramLabel = "FILE",
            description = "{\"depth\":N,\"embedDim\":N,\"heads\":[...],\"mlpRatio\":[...]}")
    @SuppressWarnings("NullAway.Init")
    private Path subnet;

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasSubnetStep.Result work(TaskContext context) {
        return new NasSubnetStep().run(new NasSubnetStep.Parameters(options.of(space), subnet), context);
    }

    @Override
    void print(NasSubnetStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "parameters   %,d%n", result.parameters());
        out.printf(Locale.ROOT, "SRAM peak    %,d bytes (%s)%n", result.peakBytes(), result.label());
        out.printf(Locale.ROOT, "flash        %,d bytes (estimated)%n", result.flashBytes());
        out.printf(Locale.ROOT, "MACs         %,d%n", result.macs());
        result.definitions()
                .forEach((name, bytes) -> out.printf(Locale.ROOT, "%-12s %,d bytes (estimated)%n", name, bytes));
        out.println("limits       " + (result.legal() ? "kept" : "exceeded"));
    }
}

package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasMemoryStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas memory`.
@Command(
        name = "memory",
        description = "Show what a net needs by each published definition of memory, and in the real plan with and"
                + " without each technique.",
        footer = "Example: espalier nas memory deit-ti --image 224 --patch 16")
final class NasMemoryCommand extends StepCommand<NasMemoryStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            defaultValue = "mcu-micro",
            description = "A space's name, or a config.json or its folder; default mcu-micro.")
    private String space = "mcu-micro";

    @Option(names = "--subnet", paramLabel = "FILE", description = "A choice; default the smallest and the largest.")
    private @Nullable Path subnet;

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasMemoryStep.Result work(TaskContext context) {
        return new NasMemoryStep().run(new NasMemoryStep.Parameters(options.of(space), subnet), context);
    }

    @Override
    void print(NasMemoryStep.Result result, PrintWriter out) {
        for (NasMemoryStep.Net net : result.nets()) {
            out.println("subnet       " + net.subnet());
            net.definitions()
                    .forEach((name, bytes) -> out.printf(Locale.ROOT, "%-12s %,11d bytes (estimated)%n", name, bytes));
            for (NasMemoryStep.Stage stage : net.stages()) {
                out.printf(
                        Locale.ROOT,
                        "%-16s %,9d bytes, with %s %,d (estimated)%n",
                        stage.stage(),
                        stage.naive(),
                        stage.technique(),
                        stage.with());
            }
            for (NasMemoryStep.Planned plan : net.plans()) {
                out.printf(
                        Locale.ROOT,
                        "planned      integration %-3s decomposition %-3s overwriting %-3s  arena %,11d, SRAM %,11d"
                                + " bytes; peak at %s%n",
                        plan.integration() ? "on" : "off",
                        plan.decomposition() ? "on" : "off",
                        plan.overwriting() ? "on" : "off",
                        plan.arenaBytes(),
                        plan.sramBytes(),
                        plan.peakStep());
            }
        }
    }
}

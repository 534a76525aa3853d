package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasSearchStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas search`.
@Command(
        name = "search",
        description = "Draw legal subnets of a trained supernet and keep the best on the validation part.",
        footer = "Example: espalier nas search run --data clothing10 --samples 20 --out vit")
final class NasSearchCommand extends StepCommand<NasSearchStep.Result> {

    @Parameters(paramLabel = "SUPERNET", description = "The folder of a trained supernet.")
    @SuppressWarnings("NullAway.Init")
    private Path supernet;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Pictures: folder or zip file.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many legal subnets to measure; default 20.")
    private int samples = 20;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the draws; default 0.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the supernet (float16) with the chosen subnet.json here.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace --out if it is there.")
    private boolean force;

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasSearchStep.Result work(TaskContext context) {
        if (samples < 1 || samples > 100_000) {
            throw org.espalier.task.WorkbenchException.usage(
                    "nas.samples", "--samples is " + samples, "Give a number from 1 to 100000.");
        }
        return new NasSearchStep()
                .run(
                        new NasSearchStep.Parameters(options.of(supernet.toString()), data, samples, seed, out, force),
                        context);
    }

    @Override
    void print(NasSearchStep.Result result, PrintWriter outWriter) {
        NasSearchStep.Candidate best = result.best();
        outWriter.println("subnet       " + best.subnet());
        outWriter.printf("validation   %.2f %% (largest net %.2f %%), measured%n", best.validation(), result.largest());
        if (result.test() != null) {
            outWriter.printf("test         %.2f %%, measured%n", result.test());
        }
        outWriter.printf(
                "costs        %,d parameters, SRAM %,d bytes, flash %,d bytes (estimated), %,d MACs%n",
                best.parameters(), best.peakBytes(), best.flashBytes(), best.macs());
    }
}

package org.espalier.cli;

import java.io.PrintWriter;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasSpaceStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `nas space`.
@Command(
        name = "space",
        description = "Show a search space: how many nets, what they cost, which share is legal.",
        footer = "Example: espalier nas space mcuformer-t --image 240 --patch 20 --rank 0.9 --mode compat")
final class NasSpaceCommand extends StepCommand<NasSpaceStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            defaultValue = "mcu-micro",
            description = "autoformer-t, -s, -b, mcuformer-t, mcu-micro (default), or a config.json or its folder.")
    private String space = "mcu-micro";

    @Mixin
    private final NasOptions options = new NasOptions();

    @Override
    NasSpaceStep.Result work(TaskContext context) {
        return new NasSpaceStep().run(new NasSpaceStep.Parameters(options.of(space)), context);
    }

    @Override
    void print(NasSpaceStep.Result result, PrintWriter out) {
        out.println("subnets      " + result.subnets());
        out.println("tokens       " + result.tokens() + " (class token included), padding " + result.padding());
        out.printf("supernet     %,d parameters%n", result.supernetParameters());
        out.printf(
                "smallest     %,d parameters, peak %,d bytes (estimated)%n",
                result.smallest().parameters(), result.smallest().peakBytes());
        out.printf(
                "largest      %,d parameters, peak %,d bytes (estimated)%n",
                result.largest().parameters(), result.largest().peakBytes());
        out.printf("legal        %.2f %%%n", 100 * result.legalRatio());
        NasSpaceStep.Nearest nearest = result.nearest();
        if (nearest != null) {
            out.printf(
                    "nearest      depth %d, width %d, heads %d, MLP ratio %s: peak %,d bytes, flash %,d (estimated)%n",
                    nearest.subnet().depth(),
                    nearest.subnet().embedDim(),
                    nearest.subnet().heads().getFirst(),
                    nearest.subnet().mlpRatio().getFirst(),
                    nearest.peakBytes(),
                    nearest.flashBytes());
        }
    }
}

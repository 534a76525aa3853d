package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.PrunePackStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `prune pack`.
@Command(
        name = "pack",
        description = "Pack a pruned checkpoint into one sparse file for the decoder; a layer where that does not pay"
                + " stays dense.",
        footer = {
            "Examples:",
            "  espalier prune pack pruned --out pruned.packed",
            "  espalier model ask pruned.packed --image photo.png --text 'what color is the shape?'"
        })
final class PrunePackCommand extends StepCommand<PrunePackStep.Result> {

    @Parameters(paramLabel = "DIR", description = "The checkpoint's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(names = "--out", paramLabel = "F", required = true, description = "The packed file.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--force", description = "Replace what is at --out.")
    private boolean force;

    @Option(
            names = "--int8",
            description =
                    "Round the values to eight bits with a scale for each group of 256 inputs; without it the file"
                            + " is exact.")
    private boolean eightBit;

    @Override
    PrunePackStep.Result work(TaskContext context) {
        return new PrunePackStep().run(new PrunePackStep.Parameters(model, out, force, eightBit), context);
    }

    @Override
    void print(PrunePackStep.Result result, PrintWriter out) {
        for (PrunePackStep.Layer layer : result.layers()) {
            out.printf(
                    Locale.ROOT,
                    "%5.2f x  %-14s  %s (%s)%n",
                    (double) layer.denseBytes() / layer.bytes(),
                    layer.form(),
                    layer.name(),
                    layer.reason());
        }
        out.printf(
                Locale.ROOT,
                "%,d bytes instead of %,d: %.2f x smaller; the packed layers alone %.2f x (measured)%n",
                result.bytes(),
                result.denseBytes(),
                result.ratio(),
                (double) result.layerDenseBytes() / result.layerBytes());
    }
}

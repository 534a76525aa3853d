package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.NasStepStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `nas step`.
@Command(
        name = "step",
        description = "Move scored search spaces one step over the grid of rank ratio and patch size.",
        footer = "Example: espalier nas step --points points.json --mode compat")
final class NasStepCommand extends StepCommand<NasStepStep.Result> {

    @Option(
            names = "--points",
            required = true,
            paramLabel = "FILE",
            description = "[{\"rank\":0.9,\"patch\":16,\"accuracy\":66.3,\"legal\":0.38}, ...]")
    @SuppressWarnings("NullAway.Init")
    private Path points;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "corrected",
            description = "compat: the released step; corrected: normalised, robust, up in accuracy (default).")
    private String mode = "corrected";

    @Override
    NasStepStep.Result work(TaskContext context) {
        return new NasStepStep().run(new NasStepStep.Parameters(points, mode), context);
    }

    @Override
    void print(NasStepStep.Result result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "error        %+.4f %% per unit of rank, %+.4f %% per pixel of patch%n",
                result.slopes().error().rank(),
                result.slopes().error().patch());
        out.printf(
                Locale.ROOT,
                "violation    %+.4f per unit of rank, %+.4f per pixel of patch%n",
                result.slopes().sram().rank(),
                result.slopes().sram().patch());
        for (int i = 0; i < result.steps().size(); i++) {
            NasStepStep.Place step = result.steps().get(i);
            NasStepStep.Place next = result.next().get(i);
            out.printf(
                    Locale.ROOT,
                    "point %-6d step (%+.2f, %+.0f), next (%.2f, %.0f)%n",
                    i,
                    step.rank(),
                    step.patch(),
                    next.rank(),
                    next.patch());
            Double mlp = next.rankMlp();
            Double moved = step.rankMlp();
            if (mlp != null && moved != null) {
                out.printf(Locale.ROOT, "             rank of the MLP: step %+.2f, next %.2f%n", moved, mlp);
            }
        }
    }
}

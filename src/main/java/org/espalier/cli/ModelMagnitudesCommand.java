package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelMagnitudesStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model magnitudes`.
@Command(
        name = "magnitudes",
        description = "Show for each layer the magnitude below which weights go at each sparsity, the zeros it has now,"
                + " and the share of its squared norm that goes. Weights are counted once, exactly, and the counts"
                + " kept: the next question reads none.",
        footer = "Example: espalier model magnitudes assets/llava-easy-vqa --sparsity 0.5,0.7")
final class ModelMagnitudesCommand extends StepCommand<ModelMagnitudesStep.Result> {

    @Parameters(index = "0", paramLabel = "PATH", description = "A model's folder, or a safetensors file.")
    @SuppressWarnings("NullAway.Init")
    private Path path;

    @Option(
            names = "--sparsity",
            split = ",",
            paramLabel = "R",
            description = "Shares of each layer's weights, 0 to 1 (default 0.3,0.5,0.7).")
    private List<Double> sparsities = List.of(0.3, 0.5, 0.7);

    @Option(
            names = "--project",
            paramLabel = "DIR",
            description = "The project that keeps the counts (default: the one the model lies in, else the user's"
                    + " cache folder).")
    private @Nullable Path project;

    @Override
    ModelMagnitudesStep.Result work(TaskContext context) {
        return new ModelMagnitudesStep().run(new ModelMagnitudesStep.Parameters(path, sparsities, project), context);
    }

    @Override
    void print(ModelMagnitudesStep.Result result, PrintWriter out) {
        if (!result.layers().isEmpty()) {
            StringBuilder heading = new StringBuilder("    zeros");
            for (double sparsity : result.sparsities()) {
                heading.append(String.format(Locale.ROOT, "  %25s", figure(100 * sparsity) + " %: up to, norm² lost"));
            }
            out.println(heading + "  layer");
        }
        for (ModelMagnitudesStep.Layer layer : result.layers()) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "%9s", percent((double) layer.zeros() / layer.weights())));
            for (ModelMagnitudesStep.Cut cut : layer.cuts()) {
                line.append(String.format(Locale.ROOT, "  %15.6g %9s", cut.threshold(), percent(cut.share())));
            }
            out.println(line + "  " + layer.name());
        }
        for (ModelMagnitudesStep.Skipped skipped : result.skipped()) {
            out.println("left out: " + skipped.name() + " is " + skipped.dtype() + "; " + skipped.why());
        }
        result.notes().forEach(note -> out.println("note: " + note));
        if (result.source().equals("none")) {
            return;
        }
        Double rate = result.gigabytesPerSecond();
        Double seconds = result.seconds();
        String kept = result.saved() == null ? "" : "; the counts are kept in " + result.saved();
        out.println(
                rate == null || seconds == null
                        ? "no weight was read" + kept
                        : String.format(
                                Locale.ROOT,
                                "%,d bytes of weights read and counted in %.3f s, %.2f GB/s (measured)%s",
                                result.bytesRead(),
                                seconds,
                                rate,
                                kept));
    }

    /// "50", "62.5".
    private static String figure(double value) {
        return java.math.BigDecimal.valueOf(value)
                .round(new java.math.MathContext(5))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}

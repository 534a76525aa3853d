package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.project.Installation;
import org.espalier.workbench.step.BoardBenchmarkStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `board benchmark`.
@Command(
        name = "benchmark",
        description = {
            "Run test pictures on a board: accuracy, agreement with the reference executor, cost by layer, memory marks.",
            "Accuracy and agreement are in percent."
        },
        footer = "Example: espalier board benchmark firmware --data assets/data/clothing10 --samples 50")
final class BoardBenchmarkCommand extends StepCommand<BoardBenchmarkStep.Result> {

    @Mixin
    private final FirmwareOnBoard target = new FirmwareOnBoard();

    @Option(
            names = "--data",
            paramLabel = "D",
            description = "Pictures in class folders, or test/ with those inside. Default: the shipped clothing10.")
    private @Nullable Path data;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description = "Pictures, spread evenly over the data; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--milliwatts",
            paramLabel = "P",
            description = "The board's power while it works, read from a meter: gives the energy of an inference.")
    private @Nullable Double milliwatts;

    @Override
    BoardBenchmarkStep.Result work(TaskContext context) {
        Path pictures = data == null ? Installation.assets().resolve("data/clothing10") : data;
        return new BoardBenchmarkStep()
                .run(
                        new BoardBenchmarkStep.Parameters(target.firmware, target.board, pictures, samples, milliwatts),
                        context);
    }

    @Override
    void print(BoardBenchmarkStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%s, %d pictures%n", result.board(), result.samples());
        out.printf(Locale.ROOT, "accuracy    %6.2f %%  (%s)%n", result.accuracy(), result.label());
        out.printf(Locale.ROOT, "agreement   %6.2f %%  with the reference executor%n", result.agreement());
        if (result.instructionsPerInference() != null) {
            out.printf(
                    Locale.ROOT,
                    "inference   %,d instructions (%s)%n",
                    result.instructionsPerInference(),
                    result.label());
        }
        out.printf(
                Locale.ROOT,
                "            %,d cycles, %.2f ms at %d MHz (%s)%n",
                result.cyclesPerInference(),
                result.milliseconds(),
                result.coreHertz() / 1_000_000,
                result.labels().getOrDefault("milliseconds", result.label()));
        BoardBenchmarkStep.SpreadMilliseconds latency = result.latency();
        out.printf(
                Locale.ROOT,
                "            first %.2f ms, then %.2f / %.2f / %.2f ms (min, median, max)%n",
                latency.cold(),
                latency.min(),
                latency.median(),
                latency.max());
        if (result.millijoules() != null) {
            out.printf(
                    Locale.ROOT,
                    "energy      %.3f mJ (%s, from the power given)%n",
                    result.millijoules(),
                    result.labels().getOrDefault("millijoules", result.label()));
        }
        out.printf(Locale.ROOT, "image       CRC-32 %s read back: the one built%n", result.imageCrc32());
        out.printf(
                Locale.ROOT,
                "arena       %,d of %,d bytes (%s)%n",
                result.arenaHighWater(),
                result.arenaBytes(),
                result.label());
        out.printf(
                Locale.ROOT,
                "stack       %,d of %,d bytes (%s)%n",
                result.stackHighWater(),
                result.stackBytes(),
                result.label());
        out.println("      cycles   share  layer");
        for (BoardBenchmarkStep.Layer layer : result.layers()) {
            out.printf(Locale.ROOT, "%,12d  %5.1f%%  %s%n", layer.cycles(), layer.share(), layer.name());
        }
        out.println("class against answer, in the order of the classes:");
        for (int i = 0; i < result.classes().size(); i++) {
            StringBuilder row = new StringBuilder();
            result.confusion().get(i).forEach(n -> row.append(String.format(Locale.ROOT, "%5d", n)));
            out.println(row + "  " + result.classes().get(i));
        }
        for (String name : result.differing()) {
            out.println("differs from the reference executor: " + name);
        }
    }
}

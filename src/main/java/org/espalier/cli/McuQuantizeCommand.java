package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.compress.quant.SignalToNoise;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.McuQuantizeStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mcu quantize`.
@Command(
        name = "quantize",
        description = "Make an int8 network of a subnet: int8 weights and activations, integer arithmetic throughout.",
        footer = "Example: espalier mcu quantize assets/vit-clothing --subnet assets/vit-clothing/subnet.json"
                + " --calibration assets/data/clothing10 --out net")
final class McuQuantizeCommand extends StepCommand<McuQuantizeStep.Result> {

    @Parameters(paramLabel = "PATH", description = "A supernet's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path model;

    @Option(
            names = "--subnet",
            paramLabel = "S",
            description = "A file with one choice. Default: the folder's subnet.json, else the largest subnet.")
    private @Nullable Path subnet;

    @Option(
            names = "--calibration",
            required = true,
            paramLabel = "DIR",
            description = "Pictures whose activations choose the scales: a folder of pictures or a data set.")
    @SuppressWarnings("NullAway.Init")
    private Path calibration;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "512",
            description = "How many calibration pictures, evenly spaced. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which calibration pictures; 0 (default): the first of each stretch of the data.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "NET", description = "The new network's folder.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--force", description = "Replace an existing folder.")
    private boolean force;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Labelled pictures: report the accuracy of float and int8 on their test part.")
    private @Nullable Path data;

    @Option(
            names = "--softmax",
            paramLabel = "FORM",
            defaultValue = "table",
            description = "Its exponential: table (exact, default), i-bert or i-vit.")
    private String softmax = "table";

    @Option(
            names = "--gelu",
            paramLabel = "FORM",
            defaultValue = "table",
            description = "table (exact, default), i-bert, i-vit or sigmoid.")
    private String gelu = "table";

    @Option(
            names = "--stream-bits",
            paramLabel = "N",
            defaultValue = "16",
            description = "Bits of the residual stream: 16 (default) is more exact, 8 needs less SRAM.")
    private int streamBits;

    @Override
    McuQuantizeStep.Result work(TaskContext context) {
        return new McuQuantizeStep()
                .run(
                        new McuQuantizeStep.Parameters(
                                model, subnet, calibration, samples, seed, out, force, data, softmax, gelu, streamBits),
                        context);
    }

    @Override
    void print(McuQuantizeStep.Result result, PrintWriter to) {
        to.printf(
                Locale.ROOT,
                "%s: %,d bytes of constants, %,d multiply-accumulates, calibrated on %d pictures%n",
                result.out(),
                result.bytes(),
                result.macs(),
                result.calibration());
        SignalToNoise noise = result.signalToNoise();
        to.printf(
                Locale.ROOT,
                "signal to noise on %d calibration pictures (measured): logits %.1f dB, least %.1f dB at %s%n",
                noise.pictures(),
                noise.logits(),
                noise.layers().getOrDefault(noise.worst(), noise.logits()),
                noise.worst());
        Double real = result.floatAccuracy();
        if (real != null) {
            to.printf(
                    Locale.ROOT,
                    "accuracy on %d test pictures (measured): float %.2f %%, int8 %.2f %%; same class on %.2f %%%n",
                    result.pictures(),
                    real,
                    result.int8Accuracy(),
                    result.agreement());
        }
    }

    @Override
    Path recorded() {
        return out;
    }
}

package org.espalier.cli;

import java.nio.file.Path;
import org.espalier.workbench.step.TrainingOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that change how a vision transformer is trained.
final class TrainingFlags {

    @Option(
            names = "--nets",
            paramLabel = "RULE",
            defaultValue = "usual",
            description = "Nets of a step: usual (the largest, every fourth step a random one taught by it; default),"
                    + " random (one random net, the release), sandwich (largest, smallest and a random one).")
    private String nets = "usual";

    @Option(names = "--batch", paramLabel = "N", description = "Pictures per step; default 32.")
    private @Nullable Integer batch;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Peak of the cosine schedule; default 5e-4.")
    private @Nullable Double rate;

    @Option(names = "--weight-decay", paramLabel = "W", description = "Decoupled, on matrices; default 0.05.")
    private @Nullable Double decay;

    @Option(names = "--label-smoothing", paramLabel = "S", description = "Share of all classes; default 0.1.")
    private @Nullable Double smoothing;

    @Option(names = "--mix", paramLabel = "P", description = "Share of batches with mixup or cutmix; default 0.3.")
    private @Nullable Double mix;

    @Option(names = "--drop-path", paramLabel = "P", defaultValue = "0", description = "Stochastic depth; default 0.")
    private double dropPath;

    @Option(
            names = "--rand-augment",
            paramLabel = "M",
            defaultValue = "0",
            description = "Magnitude of RandAugment, up to 10 (9 for large data); default 0, off.")
    private double randAugment;

    @Option(names = "--erasing", paramLabel = "P", defaultValue = "0", description = "Random erasing; default 0.")
    private double erasing;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Start from a trained supernet's weights; a dense one becomes low-rank by singular values.")
    private @Nullable Path from;

    @Option(
            names = "--board",
            paramLabel = "ID",
            description = "Check first that something of this fits the board; default no check.")
    private @Nullable String board;

    TrainingOptions options() {
        return new TrainingOptions(
                nets, batch, rate, decay, smoothing, mix, dropPath, randAugment, erasing, board, from);
    }
}

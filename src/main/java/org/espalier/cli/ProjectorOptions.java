package org.espalier.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// When and how a policy search tunes the projector.
final class ProjectorOptions {

    @Option(
            names = "--evolve-every",
            paramLabel = "N",
            defaultValue = "5",
            description = "Generations between tunings of the projector, and one at the end; 0: none; default:"
                    + " ${DEFAULT-VALUE}.")
    int evolveEvery = 5;

    @Option(
            names = "--candidates",
            paramLabel = "K",
            defaultValue = "4",
            description = "Best policies that the projector is tuned for; default: ${DEFAULT-VALUE}.")
    int candidates = 4;

    @Option(
            names = "--projector-steps",
            defaultValue = "20",
            description = "Updates in a tuning; default: ${DEFAULT-VALUE}.")
    int steps = 20;

    @Option(
            names = "--projector-batch",
            defaultValue = "4",
            description = "Samples in an update; default: ${DEFAULT-VALUE}.")
    int batch = 4;

    @Option(
            names = "--projector-rate",
            description = "Learning rate (AdamW, no decay); default: 2e-5, LLaVA's for fine-tuning, times the"
                    + " root of 4096 / width.")
    @Nullable
    Double rate;

    @Option(
            names = "--projector-aim",
            defaultValue = "states",
            description =
                    "What the projector learns: states (the dense model's, at every token: the few gold answers are"
                            + " soon learned by heart) or answers; default: ${DEFAULT-VALUE}.")
    String aim = "states";
}

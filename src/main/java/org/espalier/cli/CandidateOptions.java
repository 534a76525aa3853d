package org.espalier.cli;

import picocli.CommandLine.Option;

/// How the candidates of a policy search are calibrated and pruned.
final class CandidateOptions {

    @Option(
            names = "--mode",
            defaultValue = "auto",
            description =
                    "How candidates are pruned: exact (OBS each, layer by layer), nested (rank maps made once: fast;"
                            + " the winner is pruned by OBS) or auto (exact up to 50 million weights); default: ${DEFAULT-VALUE}.")
    String mode = "auto";

    @Option(
            names = "--weighting",
            defaultValue = "answers",
            description =
                    "What counts alike in calibration: tokens (as published), modality (pictures and texts) or answers"
                            + " (pictures, texts and places of answers); default: ${DEFAULT-VALUE}: nine tokens in ten are"
                            + " pictures'.")
    String weighting = "answers";

    @Option(
            names = "--no-refit",
            description =
                    "Prune as SparseGPT does. Without this, layers aim at the dense model's outputs and kept weights"
                            + " are solved for at the end.")
    boolean noRefit;

    @Option(
            names = "--damping",
            defaultValue = "0.02",
            description =
                    "Share of the mean squared input added before inverting; default: ${DEFAULT-VALUE}; published:"
                            + " 0.01.")
    double damping = 0.02;

    @Option(
            names = "--block",
            defaultValue = "32",
            description =
                    "Columns whose mask is chosen together; default: ${DEFAULT-VALUE}, for masks follow updates more"
                            + " closely; published: 128.")
    int block = 32;

    @Option(
            names = "--picture-stride",
            paramLabel = "N",
            defaultValue = "4",
            description = "Of pictures' tokens, every N-th is calibrated on; default: ${DEFAULT-VALUE}: neighbours are"
                    + " alike.")
    int pictureStride = 4;
}

package org.espalier.cli;

import picocli.CommandLine.Option;

/// What a policy search holds a candidate against.
final class ObjectiveOptions {

    @Option(
            names = "--loss",
            defaultValue = "answers",
            description =
                    "answers (cross-entropy of the answers' tokens), kl (divergence from the dense model) or errors"
                            + " (share of wrong answers: coarse); default: ${DEFAULT-VALUE}.")
    String loss = "answers";

    @Option(
            names = "--omega",
            defaultValue = "spectral",
            description =
                    "Norm term: spectral (largest singular value, pruned over dense), relative (Frobenius norm"
                            + " likewise), sum, log-product (of Frobenius norms), distance (from the dense weights) or none;"
                            + " default: ${DEFAULT-VALUE}, which on the sample tells best how a policy does on unseen questions.")
    String omega = "spectral";

    @Option(
            names = "--eta",
            paramLabel = "X",
            defaultValue = "0.1",
            description =
                    "Weight of omega beside a loss in nats a token, or adaptive (ratio of their spreads in the first"
                            + " generation); default: ${DEFAULT-VALUE}.")
    String eta = "0.1";

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Parts of the samples, each scored with weights calibrated on the others; 1 calibrates and scores"
                            + " on the same; default: ${DEFAULT-VALUE}, half as dear, omega telling as much.")
    int folds = 1;
}

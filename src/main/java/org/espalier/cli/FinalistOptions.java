package org.espalier.cli;

import org.espalier.workbench.step.NasSearchParameters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A last round of a subnet search, in which the best are fine-tuned before the winner is named.
final class FinalistOptions {

    @Option(
            names = "--finalists",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fine-tune so many of the best measured subnets, below --out; the most accurate on validation"
                    + " after it wins. Default: ${DEFAULT-VALUE}, the best by inherited weights.")
    private int count = 1;

    @Option(
            names = "--finalist-epochs",
            paramLabel = "N",
            defaultValue = "2",
            description = "Passes of fine-tuning each finalist; default: ${DEFAULT-VALUE}.")
    private int epochs = 2;

    @Option(
            names = "--finalist-rate",
            paramLabel = "R",
            defaultValue = "2e-4",
            description = "Learning rate of that; default: ${DEFAULT-VALUE}.")
    private double rate = 2e-4;

    /// How the finalists are fine-tuned; null if there are none.
    NasSearchParameters.@Nullable Finals finals() {
        Within.range("--finalists", count, 1, 100_000);
        Within.range("--finalist-epochs", epochs, 1, 100_000);
        Within.range("--finalist-rate", rate, 1e-9, 1);
        return count == 1 ? null : new NasSearchParameters.Finals(count, epochs, rate);
    }
}

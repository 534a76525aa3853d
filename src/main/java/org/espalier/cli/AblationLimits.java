package org.espalier.cli;

import org.espalier.workbench.step.NasSpaceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Limits of subnets, where `--board` is said elsewhere.
final class AblationLimits {

    @Option(names = "--budget", paramLabel = "BYTES", description = "SRAM a net may use; default the board's.")
    private @Nullable Long budget;

    @Option(names = "--flash", paramLabel = "BYTES", description = "Flash a net may use; default the board's.")
    private @Nullable Long flash;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "Milliseconds one inference may take (estimated); default no limit.")
    private @Nullable Double latency;

    NasSpaceOptions of(String space, @Nullable String board) {
        Within.range("--budget", budget, 1, 1L << 40);
        Within.range("--flash", flash, 1, 1L << 40);
        Within.range("--latency", latency, 0, 1e9);
        return new NasSpaceOptions(space, null, null, null, null, null, budget, flash, "corrected", board, latency);
    }
}

package org.espalier.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a long command keeps its run, or which it goes on with.
final class RunOptions {

    @Option(names = "--out", paramLabel = "RUN", description = "The run folder.")
    @Nullable
    Path out;

    @Option(names = "--resume", paramLabel = "RUN", description = "Continue an interrupted run.")
    @Nullable
    Path resume;

    @Option(names = "--force", description = "Replace --out if it is there.")
    boolean force;
}

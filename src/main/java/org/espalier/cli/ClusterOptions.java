package org.espalier.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a master and a worker are both asked.
final class ClusterOptions {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen at; default: ${DEFAULT-VALUE}, this machine alone.")
    String host = "127.0.0.1";

    @Option(
            names = "--spark-secret",
            paramLabel = "F",
            description = "The file with the cluster's secret; default: ~/.config/espalier/spark-secret.")
    @Nullable
    Path secret;

    @Option(names = "--folder", paramLabel = "DIR", description = "For settings and logs; default: a temporary one.")
    @Nullable
    Path folder;
}

package org.espalier.cli;

import java.nio.file.Path;
import org.espalier.workbench.step.SparkTarget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a search has its candidates scored.
final class SparkOptions {

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            arity = "0..1",
            fallbackValue = "local[*]",
            description =
                    "Score candidates on Apache Spark, one a task, with the same result: local[*] (without a value:"
                            + " every processor of this machine), spark://HOST:PORT of 'espalier cluster master', or another"
                            + " master. Default: in this process.")
    private @Nullable String master;

    @Option(
            names = "--spark-secret",
            paramLabel = "F",
            description = "The file with the cluster's secret; default: ~/.config/espalier/spark-secret. local[*] needs"
                    + " none.")
    private @Nullable Path secret;

    @Nullable
    SparkTarget target() {
        String chosen = master;
        return chosen == null ? null : new SparkTarget(chosen, secret);
    }
}

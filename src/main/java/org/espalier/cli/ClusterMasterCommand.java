package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ClusterStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cluster master`.
@Command(
        name = "master",
        description = {
            "Run a Spark master until Ctrl-C. Workers and searches prove themselves by a secret, which the first start"
                    + " makes: copy it to the other machines.",
            "It listens on loopback unless --host says otherwise."
        },
        footer = "Example: espalier cluster master --host 10.0.0.1")
final class ClusterMasterCommand extends StepCommand<ClusterStep.Result> {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen at; default: ${DEFAULT-VALUE}, this machine alone.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", defaultValue = "7077", description = "Port; default: ${DEFAULT-VALUE}.")
    private int port = 7077;

    @Option(
            names = "--spark-secret",
            paramLabel = "F",
            description = "The file with the cluster's secret; default: ~/.config/espalier/spark-secret.")
    private @Nullable Path secret;

    @Option(names = "--folder", paramLabel = "DIR", description = "For settings and logs; default: a temporary one.")
    private @Nullable Path folder;

    @Override
    ClusterStep.Result work(TaskContext context) {
        return new ClusterStep().run(new ClusterStep.Parameters(null, host, port, 1, 0, secret, folder), context);
    }

    @Override
    void print(ClusterStep.Result result, PrintWriter out) {
        out.println(result.role() + " at " + result.master() + " ran " + result.seconds() + " s");
    }
}

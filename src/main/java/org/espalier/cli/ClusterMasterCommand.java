package org.espalier.cli;

import java.io.PrintWriter;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ClusterStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final ClusterOptions at = new ClusterOptions();

    @Option(names = "--port", paramLabel = "N", defaultValue = "7077", description = "Port; default: ${DEFAULT-VALUE}.")
    private int port = 7077;

    @Override
    ClusterStep.Result work(TaskContext context) {
        return new ClusterStep()
                .run(new ClusterStep.Parameters(null, at.host, port, 1, 0, at.secret, at.folder), context);
    }

    @Override
    void print(ClusterStep.Result result, PrintWriter out) {
        out.println(result.role() + " at " + result.master() + " ran " + result.seconds() + " s");
    }
}

package org.espalier.cli;

import java.io.PrintWriter;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.ClusterStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cluster worker`.
@Command(
        name = "worker",
        description = "Score candidates for the searches of a Spark master until Ctrl-C. Needs the master's secret.",
        footer = "Example: espalier cluster worker spark://10.0.0.1:7077 --host 10.0.0.2 --memory 16384")
final class ClusterWorkerCommand extends StepCommand<ClusterStep.Result> {

    private static final int LEAST_MEMORY = 1024;

    @Parameters(paramLabel = "MASTER", description = "spark://HOST:PORT of 'espalier cluster master'.")
    @SuppressWarnings("NullAway.Init")
    private String master;

    @Mixin
    private final ClusterOptions at = new ClusterOptions();

    @Option(names = "--cores", paramLabel = "N", description = "Candidates at a time; default: one per processor.")
    private @Nullable Integer cores;

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            defaultValue = "4096",
            description =
                    "Heap of all executors together, MiB; default: ${DEFAULT-VALUE}. The engine's own memory, where"
                            + " the model is, comes on top.")
    private int memory = 4096;

    @Override
    ClusterStep.Result work(TaskContext context) {
        Integer asked = cores;
        int count = asked == null ? Runtime.getRuntime().availableProcessors() : asked;
        if (count < 1 || memory < LEAST_MEMORY) {
            throw WorkbenchException.usage(
                    "cluster.worker",
                    "--cores or --memory is out of range",
                    "Give at least 1 core and " + LEAST_MEMORY + " MiB.");
        }
        return new ClusterStep()
                .run(new ClusterStep.Parameters(master, at.host, 0, count, memory, at.secret, at.folder), context);
    }

    @Override
    void print(ClusterStep.Result result, PrintWriter out) {
        out.println(result.role() + " for " + result.master() + " ran " + result.seconds() + " s");
    }
}

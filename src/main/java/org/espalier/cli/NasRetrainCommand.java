package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasRetrainStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas retrain`.
@Command(
        name = "retrain",
        description = "Train a found subnet further, for itself alone.",
        footer = "Example: espalier nas retrain run --data clothing10 --epochs 10 --out retrained")
final class NasRetrainCommand extends StepCommand<NasRetrainStep.Result> {

    @Parameters(paramLabel = "SUPERNET", arity = "0..1", description = "The folder of a trained supernet.")
    private @Nullable Path supernet;

    @Option(names = "--subnet", paramLabel = "FILE", description = "The subnet; default the folder's subnet.json.")
    private @Nullable Path subnet;

    @Option(names = "--data", paramLabel = "DIR", description = "Pictures: folder or zip file.")
    private @Nullable Path data;

    @Mixin
    private final RunOptions place = new RunOptions();

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10", description = "Passes; default 10.")
    private int epochs = 10;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of everything; default 0.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Threads; default 1.")
    private int threads = 1;

    @Option(
            names = "--int8",
            description = "Quantisation-aware: the net feels its int8 form's rounding while it learns.")
    private boolean int8;

    @Option(names = "--float16", description = "Write the weights as float16: half as many bytes; default float32.")
    private boolean half;

    @Mixin
    private final TrainingFlags flags = new TrainingFlags();

    @Override
    NasRetrainStep.Result work(TaskContext context) {
        Path run = place.resume;
        if (run != null) {
            return new NasRetrainStep().resume(run, context);
        }
        Path net = supernet;
        Path from = data;
        Path to = place.out;
        if (net == null || from == null || to == null) {
            throw WorkbenchException.usage(
                    "nas.retrain.options", "SUPERNET, --data and --out are needed", "Give all three, or --resume RUN.");
        }
        Within.range("--epochs", epochs, 1, 100_000);
        Within.range("--threads", threads, 0, 1024);
        return new NasRetrainStep()
                .run(
                        new NasRetrainStep.Parameters(
                                net, subnet, from, to, epochs, seed, threads, place.force, int8, flags.options(), half),
                        context);
    }

    @Override
    void print(NasRetrainStep.Result result, PrintWriter print) {
        print.println("subnet       " + result.subnet());
        if (result.before() != null && result.validation() != null) {
            print.printf(
                    Locale.ROOT,
                    "validation   %.2f %%, before %.2f %%, measured%n",
                    result.validation(),
                    result.before());
        }
        if (result.test() != null) {
            print.printf(Locale.ROOT, "test         %.2f %%, measured%n", result.test());
        }
    }
}

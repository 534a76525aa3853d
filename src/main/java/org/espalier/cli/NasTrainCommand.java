package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.NasTrainStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `nas train`.
@Command(
        name = "train",
        description = "Train a supernet on a folder of pictures.",
        footer = "Example: espalier nas train mcu-micro --data clothing10 --out run --epochs 50")
final class NasTrainCommand extends StepCommand<NasTrainStep.Result> {

    @Parameters(
            paramLabel = "SPACE",
            defaultValue = "mcu-micro",
            description = "A space's name, or a config.json or its folder; default mcu-micro.")
    private String space = "mcu-micro";

    @Option(names = "--data", paramLabel = "DIR", description = "Pictures, one folder per class: folder or zip file.")
    private @Nullable Path data;

    @Mixin
    private final RunOptions place = new RunOptions();

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "50", description = "Passes; default 50.")
    private int epochs = 50;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of everything; default 0.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Threads; default 1.")
    private int threads = 1;

    @Mixin
    private final TrainingFlags flags = new TrainingFlags();

    @Override
    NasTrainStep.Result work(TaskContext context) {
        Path run = place.resume;
        if (run != null) {
            return new NasTrainStep().resume(run, context);
        }
        Path from = data;
        Path to = place.out;
        if (from == null || to == null) {
            throw WorkbenchException.usage(
                    "nas.train.options", "--data and --out are needed", "Give both, or --resume RUN.");
        }
        Within.range("--epochs", epochs, 1, 100_000);
        Within.range("--threads", threads, 0, 1024);
        return new NasTrainStep()
                .run(
                        new NasTrainStep.Parameters(
                                space, from, to, epochs, seed, threads, place.force, flags.options()),
                        context);
    }

    @Override
    void print(NasTrainStep.Result result, PrintWriter print) {
        print.println("epochs       " + result.epochs());
        if (result.validation() != null) {
            print.printf("validation   %.2f %% (largest net), measured%n", result.validation());
        }
        if (result.test() != null) {
            print.printf("test         %.2f %% (largest net), measured%n", result.test());
        }
        if (!result.skipped().isEmpty()) {
            print.println("left out     " + result.skipped().size() + " broken pictures: " + result.skipped());
        }
    }
}

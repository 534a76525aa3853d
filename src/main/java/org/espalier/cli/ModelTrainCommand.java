package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.model.llava.training.CurvePoint;
import org.espalier.model.llava.training.TrainingOptions;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelTrainStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `model train`.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a small LLaVA from scratch on easy-VQA: the vision tower first, then the whole.",
        footer = {"", "Example: espalier model train --data easy_vqa.zip --out my-llava --threads 2"})
final class ModelTrainCommand extends StepCommand<ModelTrainStep.Result> {

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "easy-VQA, a folder or zip")
    private Path data = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "where the checkpoint goes; a run folder, which 'run resume' continues")
    private Path out = Path.of("");

    @Option(names = "--force", description = "replace what is at --out")
    private boolean force;

    @Option(names = "--seed", defaultValue = "0", description = "seed of everything random (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "threads of the engine (${DEFAULT-VALUE}); only with one are the bytes always the same")
    private int threads;

    @Option(names = "--tower-passes", defaultValue = "30", description = "passes of stage one (${DEFAULT-VALUE})")
    private int towerPasses;

    @Option(names = "--tower-batch", defaultValue = "64", description = "pictures per step there (${DEFAULT-VALUE})")
    private int towerBatch;

    @Option(names = "--passes", defaultValue = "4", description = "passes of stage two (${DEFAULT-VALUE})")
    private int passes;

    @Option(names = "--batch", defaultValue = "32", description = "pictures per step there (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--learning-rate", defaultValue = "1e-3", description = "its peak (${DEFAULT-VALUE})")
    private float learningRate;

    @Option(
            names = "--tower-rate",
            defaultValue = "0.15",
            description = "the tower's share of it in stage two (${DEFAULT-VALUE})")
    private float towerRate;

    @Option(
            names = "--held-out",
            defaultValue = "200",
            description = "training pictures kept apart to watch the training (${DEFAULT-VALUE})")
    private int heldOut;

    @Option(names = "--pictures", defaultValue = "0", description = "use at most this many pictures (0: all)")
    private int pictures;

    @Override
    ModelTrainStep.Result work(TaskContext context) {
        Within.range("--threads", threads, 0, 1024);
        Within.range("--tower-passes", towerPasses, 1, 100_000);
        Within.range("--passes", passes, 1, 100_000);
        Within.range("--tower-batch", towerBatch, 1, 4096);
        Within.range("--batch", batch, 1, 4096);
        Within.range("--held-out", heldOut, 0, 1_000_000);
        Within.range("--pictures", pictures, 0, 10_000_000);
        Within.range("--learning-rate", learningRate, 1e-9, 1);
        Within.range("--tower-rate", towerRate, 0, 1);
        TrainingOptions options = new TrainingOptions(
                seed, towerPasses, towerBatch, passes, batch, learningRate, towerRate, heldOut, pictures);
        return new ModelTrainStep().run(new ModelTrainStep.Parameters(data, out, force, threads, options), context);
    }

    @Override
    void print(ModelTrainStep.Result result, PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %,d parameters, %.0f s%n", result.folder(), result.parameters(), result.seconds());
        if (result.test() != null) {
            out.printf(
                    Locale.ROOT,
                    "  %.2f %% of the test questions (measured)%n",
                    result.test().accuracy());
        }
        for (CurvePoint point : result.curve()) {
            out.printf(
                    Locale.ROOT,
                    "  %-5s pass %2d  loss %.4f  held out %.2f %%%n",
                    point.stage(),
                    point.pass(),
                    point.loss(),
                    point.accuracy());
        }
    }
}

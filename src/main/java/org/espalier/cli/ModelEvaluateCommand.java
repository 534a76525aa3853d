package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.workbench.step.ModelEvaluateStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model evaluate`.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measure a LLaVA on a benchmark's questions.",
        footer = {
            "",
            "Example: espalier model evaluate assets/llava-easy-vqa --benchmark easy-vqa --data assets/data/easy-vqa"
        })
final class ModelEvaluateCommand extends StepCommand<ModelEvaluateStep.Result> {

    @Parameters(paramLabel = "PATH", description = "the checkpoint's folder")
    private Path path = Path.of("");

    @Option(
            names = "--benchmark",
            defaultValue = "easy-vqa",
            paramLabel = "NAME",
            description = "which questions: easy-vqa (${DEFAULT-VALUE})")
    private String benchmark = "";

    @Option(
            names = "--data",
            defaultValue = "assets/data/easy-vqa",
            paramLabel = "DIR",
            description = "the data set, a folder or zip (${DEFAULT-VALUE})")
    private Path data = Path.of("");

    @Option(names = "--samples", defaultValue = "0", description = "the first N questions only (0: all)")
    private int samples;

    @Override
    ModelEvaluateStep.Result work(TaskContext context) {
        if (!benchmark.equals("easy-vqa")) {
            throw WorkbenchException.usage(
                    "evaluate.benchmark", "there is no benchmark '" + benchmark + "'", "Choose easy-vqa.");
        }
        if (samples < 0) {
            throw WorkbenchException.usage("evaluate.samples", "--samples is " + samples, "Give a count from 1, or 0.");
        }
        return new ModelEvaluateStep()
                .run(
                        new ModelEvaluateStep.Parameters(path, ModelEvaluateStep.Benchmark.EASY_VQA, data, samples),
                        context);
    }

    @Override
    void print(ModelEvaluateStep.Result result, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %.2f %% of %,d questions (measured)%n",
                result.benchmark(),
                result.accuracy(),
                result.samples());
        result.parts().forEach((kind, percent) -> out.printf(Locale.ROOT, "  %-14s %6.2f %%%n", kind, percent));
    }
}

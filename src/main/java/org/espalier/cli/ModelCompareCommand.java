package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelCompareStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model compare`.
@Command(
        name = "compare",
        description = "Compare two checkpoints layer by layer: sparsity, relative difference, bytes.",
        footer = "Example: espalier model compare assets/llava-easy-vqa pruned")
final class ModelCompareCommand extends StepCommand<ModelCompareStep.Result> {

    @Parameters(index = "0", paramLabel = "A", description = "The reference: a folder or a safetensors file.")
    @SuppressWarnings("NullAway.Init")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "What is compared with it.")
    @SuppressWarnings("NullAway.Init")
    private Path b;

    @Option(names = "--all", description = "Also list the layers that are the same in both.")
    private boolean all;

    @Override
    ModelCompareStep.Result work(TaskContext context) {
        return new ModelCompareStep().run(new ModelCompareStep.Parameters(a, b), context);
    }

    @Override
    void print(ModelCompareStep.Result result, PrintWriter out) {
        out.println("sparsity A  sparsity B  difference        bytes A        bytes B  layer");
        long same = 0;
        for (ModelCompareStep.Layer layer : result.layers()) {
            Long changed = layer.changed();
            if (!all && changed != null && changed == 0) {
                same++;
                continue;
            }
            out.printf(
                    "%10s  %10s  %10s  %13s  %13s  %s%s%n",
                    percent(layer.sparsity().a()),
                    percent(layer.sparsity().b()),
                    percent(layer.difference()),
                    number(layer.bytes().a()),
                    number(layer.bytes().b()),
                    layer.name(),
                    layer.onlyIn() == null ? "" : "  only in " + layer.onlyIn().toUpperCase(Locale.ROOT));
        }
        out.printf(
                "%10s  %10s  %10s  %13s  %13s  all tensors%n",
                percent(result.sparsity().a()),
                percent(result.sparsity().b()),
                "",
                number(result.bytes().a()),
                number(result.bytes().b()));
        if (same > 0) {
            out.println(same + " layers are the same in both; --all lists them");
        }
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String number(@Nullable Long value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%,d", value);
    }
}

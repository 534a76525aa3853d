package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelLogitsStep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model logits`.
@Command(
        name = "logits",
        mixinStandardHelpOptions = true,
        description = "One forward pass: the last position's logits of a LLaVA, or those of a vision transformer.",
        footer = {
            "",
            "Example: espalier model logits assets/llava-easy-vqa --json \\",
            "           --image assets/data/easy-vqa/test/images/0.png --text 'what color is the shape?'"
        })
final class ModelLogitsCommand extends StepCommand<ModelLogitsStep.Result> {

    private static final int SHOWN = 5;

    @Parameters(paramLabel = "PATH", description = "the checkpoint's folder")
    private Path path = Path.of("");

    @Mixin
    private final AskedOptions asked = new AskedOptions();

    @Option(
            names = "--tensor",
            paramLabel = "FILE",
            description = "a vision transformer's input: a safetensors file with 'input' (batch, 3, height, width)")
    private @Nullable Path tensor;

    @Option(names = "--subnet", paramLabel = "FILE", description = "a vision transformer's subnet (the largest)")
    private @Nullable Path subnet;

    @Override
    ModelLogitsStep.Result work(TaskContext context) {
        return new ModelLogitsStep().run(new ModelLogitsStep.Parameters(path, asked.input(), tensor, subnet), context);
    }

    @Override
    void print(ModelLogitsStep.Result result, PrintWriter out) {
        String what = result.tokens().isEmpty() ? "the" : result.tokens().size() + " tokens; the";
        for (List<Float> logits : result.logits()) {
            out.println(what + " largest logits:");
            IntStream.range(0, logits.size())
                    .boxed()
                    .sorted(Comparator.comparing((Integer id) -> logits.get(id)).reversed())
                    .limit(SHOWN)
                    .forEach(id -> out.printf(Locale.ROOT, "  %6d  %9.4f%n", id, logits.get(id)));
        }
    }
}

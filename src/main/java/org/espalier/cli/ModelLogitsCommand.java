package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelLogitsStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `model logits`.
@Command(
        name = "logits",
        mixinStandardHelpOptions = true,
        description = "One forward pass: tokens and the last position's logits of a LLaVA.",
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

    @Override
    ModelLogitsStep.Result work(TaskContext context) {
        return new ModelLogitsStep().run(new ModelLogitsStep.Parameters(path, asked.input()), context);
    }

    @Override
    void print(ModelLogitsStep.Result result, PrintWriter out) {
        out.println(result.tokens().size() + " tokens; the largest logits after them:");
        List<Float> logits = result.logits().getFirst();
        IntStream.range(0, logits.size())
                .boxed()
                .sorted(Comparator.comparing((Integer id) -> logits.get(id)).reversed())
                .limit(SHOWN)
                .forEach(id -> out.printf(Locale.ROOT, "  token %6d  %9.4f%n", id, logits.get(id)));
    }
}

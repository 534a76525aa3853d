package org.espalier.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.espalier.task.TaskContext;
import org.espalier.workbench.step.ModelAskStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `model ask`.
@Command(
        name = "ask",
        mixinStandardHelpOptions = true,
        description = "Ask a LLaVA about a picture; the greedy answer is shown as it comes.",
        footer = {
            "",
            "Example: espalier model ask assets/llava-easy-vqa \\",
            "           --image assets/data/easy-vqa/test/images/0.png --text 'what color is the shape?'"
        })
final class ModelAskCommand extends StepCommand<ModelAskStep.Result> {

    @Parameters(paramLabel = "PATH", description = "the checkpoint's folder, or a packed file")
    private Path path = Path.of("");

    @Mixin
    private final AskedOptions asked = new AskedOptions();

    @Option(names = "--max-new", defaultValue = "128", description = "new tokens at most (${DEFAULT-VALUE})")
    private int mostNew;

    @Option(
            names = "--decoder",
            defaultValue = "auto",
            description = "what computes the answer's tokens: own, pytorch, or auto, which is own for a packed file;"
                    + " prompt and picture are PyTorch's (${DEFAULT-VALUE})")
    private ModelAskStep.DecoderChoice decoder = ModelAskStep.DecoderChoice.AUTO;

    @Override
    ModelAskStep.Result work(TaskContext context) {
        PrintWriter live = live();
        return new ModelAskStep()
                .run(
                        new ModelAskStep.Parameters(path, asked.input(), mostNew, decoder, piece -> {
                            if (live != null) {
                                live.print(piece);
                                live.flush();
                            }
                        }),
                        context);
    }

    @Override
    void print(ModelAskStep.Result result, PrintWriter out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "%d prompt tokens in %.2f s, then %.1f tokens/s by the %s decoder (measured)%n",
                result.promptTokens(),
                result.prefillSeconds(),
                result.decodeTokensPerSecond(),
                result.decoder());
    }
}

package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TorchThreads;
import org.espalier.task.TaskContext;

/// One forward pass: tokens and logits of a language model's last position.
public final class ModelLogitsStep implements Step<ModelLogitsStep.Parameters, ModelLogitsStep.Result> {

    /// What to run.
    ///
    /// @param model the checkpoint
    /// @param input prompt or question, and picture
    public record Parameters(Path model, AskedInput input) {}

    /// What came out.
    ///
    /// @param schema `espalier.logits/1`
    /// @param tokens as the decoder sees them: the begin token first, the image token once per image feature
    /// @param logits one row: the last position's, one per token of the vocabulary
    public record Result(String schema, List<Integer> tokens, List<List<Float>> logits) {}

    @Override
    public String name() {
        return "model logits";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        context.stage("Loading " + parameters.model());
        try (LlavaModel model = LlavaModel.open(parameters.model());
                Questions questions = Questions.open(
                        parameters.model(), model.config(), parameters.input().padded())) {
            TorchThreads.suit(model);
            Prompt prompt = parameters.input().prompt(questions);
            float[] logits = model.logits(prompt);
            return new Result(
                    "espalier.logits/1",
                    IntStream.of(prompt.tokens()).boxed().toList(),
                    List.of(IntStream.range(0, logits.length)
                            .mapToObj(i -> logits[i])
                            .toList()));
        }
    }
}

package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Asks a LLaVA and streams its greedy answer.
public final class ModelAskStep implements Step<ModelAskStep.Parameters, ModelAskStep.Result> {

    /// What to ask.
    ///
    /// @param model the checkpoint
    /// @param input prompt or question, and picture
    /// @param mostNew tokens of the answer at most
    /// @param onText told of each further piece of the answer
    public record Parameters(Path model, AskedInput input, int mostNew, Consumer<String> onText) {}

    /// The answer.
    ///
    /// @param schema `espalier.answer/1`
    /// @param tokens new ids, without the end token
    /// @param text of these
    /// @param promptTokens tokens the decoder was given
    /// @param prefillSeconds until the first new token
    /// @param decodeTokensPerSecond after it; 0 where nothing was decoded
    public record Result(
            String schema,
            List<Integer> tokens,
            String text,
            int promptTokens,
            double prefillSeconds,
            double decodeTokensPerSecond) {}

    @Override
    public String name() {
        return "model ask";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        if (parameters.mostNew() < 1) {
            throw WorkbenchException.usage(
                    "ask.max-new", "--max-new is " + parameters.mostNew(), "Ask for at least one new token.");
        }
        context.stage("Loading " + parameters.model());
        try (LlavaModel model = LlavaModel.open(parameters.model());
                Questions questions = Questions.open(
                        parameters.model(), model.config(), parameters.input().padded())) {
            Prompt prompt = parameters.input().prompt(questions);
            GreedyDecoder decoder = GreedyDecoder.of(model, questions.tokenizer());
            Streamed streamed = new Streamed(questions, parameters.onText());
            GreedyDecoder.Answer answer = decoder.answer(prompt, parameters.mostNew(), streamed::add, context);
            double rate = answer.decoded() == 0 ? 0 : answer.decoded() / answer.decodeSeconds();
            return new Result(
                    "espalier.answer/1",
                    java.util.Arrays.stream(answer.tokens()).boxed().toList(),
                    questions.tokenizer().decode(answer.tokens()),
                    prompt.tokens().length,
                    answer.prefillSeconds(),
                    rate);
        }
    }

    /// Tokens become text only together: what is new in the whole text is passed on.
    private static final class Streamed {
        private final Questions questions;
        private final Consumer<String> onText;
        private int[] tokens = new int[0];
        private String shown = "";

        Streamed(Questions questions, Consumer<String> onText) {
            this.questions = questions;
            this.onText = onText;
        }

        void add(int token) {
            tokens = java.util.Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = token;
            String text = questions.tokenizer().decode(tokens);
            // The last bytes of a character may still be missing.
            if (text.startsWith(shown) && !text.endsWith("\uFFFD")) {
                onText.accept(text.substring(shown.length()));
                shown = text;
            }
        }
    }
}

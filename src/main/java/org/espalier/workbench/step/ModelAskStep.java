package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.espalier.format.huggingface.Checkpoint;
import org.espalier.format.packed.PackedFile;
import org.espalier.model.llava.GreedyDecoder;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.PackedModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TokenAnswers;
import org.espalier.model.llava.decode.MatrixSource;
import org.espalier.model.llava.decode.TokenDecoder;
import org.espalier.model.llava.decode.TokenWeights;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.tensor.kernel.FastestKernels;
import org.espalier.tensor.kernel.Multiplier;
import org.espalier.tensor.kernel.RowTeam;
import org.jspecify.annotations.Nullable;

/// Asks a LLaVA and streams its greedy answer.
public final class ModelAskStep implements Step<ModelAskStep.Parameters, ModelAskStep.Result> {

    /// What to ask.
    ///
    /// @param model the checkpoint
    /// @param input prompt or question, and picture
    /// @param mostNew tokens of the answer at most
    /// @param onText told of each further piece of the answer
    /// @param decoder what computes the answer's tokens
    public record Parameters(
            Path model, AskedInput input, int mostNew, DecoderChoice decoder, Consumer<String> onText) {

        /// With the usual decoder for this kind of file.
        public Parameters(Path model, AskedInput input, int mostNew, Consumer<String> onText) {
            this(model, input, mostNew, DecoderChoice.AUTO, onText);
        }
    }

    /// What computes the answer's tokens; prompts and pictures are always computed by PyTorch.
    public enum DecoderChoice {
        /// The own decoder for packed files, PyTorch for folders.
        AUTO,
        /// The own decoder.
        OWN,
        /// PyTorch, in float32.
        PYTORCH
    }

    /// The answer.
    ///
    /// @param schema `espalier.answer/1`
    /// @param tokens new ids, without the end token
    /// @param text of these
    /// @param promptTokens tokens the decoder was given
    /// @param prefillSeconds until the first new token
    /// @param decodeTokensPerSecond after it; 0 where nothing was decoded
    /// @param decoder own or pytorch
    /// @param bytesPerToken weights that the own decoder reads for a token; 0 for PyTorch
    public record Result(
            String schema,
            List<Integer> tokens,
            String text,
            int promptTokens,
            double prefillSeconds,
            double decodeTokensPerSecond,
            String decoder,
            long bytesPerToken) {}

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
        if (PackedFile.is(parameters.model())) {
            try (PackedModel packed = PackedModel.open(parameters.model());
                    Questions questions = Questions.open(
                            packed.folder(),
                            packed.model().config(),
                            parameters.input().padded())) {
                boolean own = parameters.decoder() != DecoderChoice.PYTORCH;
                return answer(parameters, packed.model(), own ? packed.weights() : null, questions, context);
            }
        }
        try (LlavaModel model = LlavaModel.open(parameters.model());
                Questions questions = Questions.open(
                        parameters.model(), model.config(), parameters.input().padded())) {
            boolean own = parameters.decoder() == DecoderChoice.OWN;
            TokenWeights weights = own ? dense(parameters.model(), model) : null;
            return answer(parameters, model, weights, questions, context);
        }
    }

    private static TokenWeights dense(Path folder, LlavaModel model) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return TokenWeights.read(MatrixSource.of(checkpoint), model.config().text());
        }
    }

    /// Asks a model that is loaded.
    ///
    /// @param weights of the own decoder; null for PyTorch
    private static Result answer(
            Parameters parameters,
            LlavaModel model,
            @Nullable TokenWeights weights,
            Questions questions,
            TaskContext context) {
        Prompt prompt = parameters.input().prompt(questions);
        GreedyDecoder greedy = GreedyDecoder.of(model, questions.tokenizer());
        Streamed streamed = new Streamed(questions, parameters.onText());
        GreedyDecoder.Answer answer;
        if (weights == null) {
            answer = greedy.answer(prompt, parameters.mostNew(), streamed::add, context);
        } else {
            try (RowTeam team = new RowTeam(Runtime.getRuntime().availableProcessors())) {
                TokenDecoder decoder = new TokenDecoder(weights, new Multiplier(FastestKernels.shared(), team));
                decoder.warmUp();
                answer = new TokenAnswers(greedy, decoder).answer(prompt, parameters.mostNew(), streamed::add, context);
            }
        }
        double rate = answer.decoded() == 0 ? 0 : answer.decoded() / answer.decodeSeconds();
        return new Result(
                "espalier.answer/1",
                java.util.Arrays.stream(answer.tokens()).boxed().toList(),
                questions.tokenizer().decode(answer.tokens()),
                prompt.tokens().length,
                answer.prefillSeconds(),
                rate,
                weights == null ? "pytorch" : "own",
                weights == null ? 0 : weights.bytesPerToken());
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

package org.espalier.compress.prune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.LlavaConfig;
import org.espalier.model.llava.LlavaModel;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.StreamedModel;
import org.espalier.model.llava.TextPrompts;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;

/// Calibration samples as a model reads them: the prompt and, if there is one, the answer, without padding.
public final class CalibrationPrompts {

    private final List<Prompt> prompts;
    private final int[] answers; // where each prompt's answer starts; its length if it has none
    private final int imageToken;
    private final long tokens;
    private final long imageTokens;

    private CalibrationPrompts(List<Prompt> prompts, int[] answers, int imageToken) {
        this.prompts = List.copyOf(prompts);
        this.answers = answers;
        this.imageToken = imageToken;
        this.tokens = prompts.stream().mapToLong(p -> p.tokens().length).sum();
        this.imageTokens = prompts.stream()
                .flatMapToInt(p -> p.pictures().isEmpty() ? IntStream.empty() : IntStream.of(p.tokens()))
                .filter(token -> token == imageToken)
                .count();
    }

    /// Prompts that are encoded already.
    ///
    /// @param answers where each prompt's answer starts; its length if it has none
    /// @param imageToken the id that stands for a picture; -1 if there are none
    public static CalibrationPrompts of(List<Prompt> prompts, int[] answers, int imageToken) {
        return new CalibrationPrompts(prompts, answers.clone(), imageToken);
    }

    /// The first prompt, and the first of the other kind: with a picture where that has none, or without.
    public CalibrationPrompts few() {
        int other = IntStream.range(0, prompts.size())
                .filter(i -> prompts.get(i).pictures().isEmpty()
                        != prompts.getFirst().pictures().isEmpty())
                .findFirst()
                .orElse(Math.min(1, prompts.size() - 1));
        int[] few = IntStream.of(0, other).distinct().toArray();
        return new CalibrationPrompts(
                IntStream.of(few).mapToObj(prompts::get).toList(),
                IntStream.of(few).map(i -> answers[i]).toArray(),
                imageToken);
    }

    /// What each token counts, by what it is.
    public TokenWeights weights(Modalities modalities) {
        return TokenWeights.of(this, modalities);
    }

    /// Where a prompt's answer starts; its length if it has none.
    int answer(int prompt) {
        return answers[prompt];
    }

    /// The id that stands for a picture; -1 if the model sees none.
    int imageToken() {
        return imageToken;
    }

    /// Reads the samples' pictures and encodes their texts with the tokenizer in the model's folder.
    ///
    /// @throws WorkbenchException if the folder lacks tokenizer or preprocessor, a picture is broken or missing
    ///     from its prompt, or the model sees no pictures and a sample has one
    public static CalibrationPrompts of(StreamedModel model, List<CalibrationSample> samples, TaskContext context) {
        Optional<LlavaConfig> config = model.llava().map(LlavaModel::config);
        List<Prompt> prompts = new ArrayList<>();
        int[] answers = new int[samples.size()];
        try (Encoder encoder = config.isPresent()
                ? new Pictures(Questions.open(model.folder(), config.get(), true))
                : new Plain(TextPrompts.open(
                        model.folder(), model.decoder().config().vocabulary()))) {
            for (CalibrationSample sample : samples) {
                context.checkCancelled();
                Prompt asked = named(sample, () -> encoder.prompt(sample));
                String answer = sample.answer();
                answers[prompts.size()] = asked.tokens().length;
                prompts.add(answer == null ? asked : named(sample, () -> encoder.followed(asked, answer)));
            }
        }
        return new CalibrationPrompts(
                prompts, answers, config.map(LlavaConfig::imageToken).orElse(-1));
    }

    /// Says which sample it was that could not be encoded.
    private static Prompt named(CalibrationSample sample, java.util.function.Supplier<Prompt> encode) {
        try {
            return encode.get();
        } catch (WorkbenchException e) {
            throw WorkbenchException.input(
                    e.code(),
                    "calibration sample " + sample.id() + " (line " + sample.line() + "): " + e.getMessage(),
                    e.remedy(),
                    e);
        }
    }

    /// In the order of the samples.
    public List<Prompt> prompts() {
        return prompts;
    }

    /// Tokens in all prompts together.
    public long tokens() {
        return tokens;
    }

    /// The share of tokens that stand for pictures.
    public double imageShare() {
        return tokens == 0 ? 0 : (double) imageTokens / tokens;
    }

    private sealed interface Encoder extends AutoCloseable {
        Prompt prompt(CalibrationSample sample);

        Prompt followed(Prompt prompt, String answer);

        @Override
        void close();
    }

    /// For a model that sees pictures. A question without one is asked without one.
    private record Pictures(Questions questions) implements Encoder {
        @Override
        public Prompt prompt(CalibrationSample sample) {
            Path image = sample.image();
            List<RgbImage> pictures = image == null ? List.of() : List.of(Images.read(image));
            return sample.raw()
                    ? questions.raw(sample.asked(), pictures)
                    : questions.question(sample.asked(), pictures);
        }

        @Override
        public Prompt followed(Prompt prompt, String answer) {
            return questions.followed(prompt, answer);
        }

        @Override
        public void close() {
            questions.close();
        }
    }

    /// For a model that sees none: texts in the model's own template if it has one, else as they are.
    private record Plain(TextPrompts prompts) implements Encoder {
        @Override
        public Prompt prompt(CalibrationSample sample) {
            if (sample.image() != null) {
                throw WorkbenchException.input(
                        "prune.calibration.picture",
                        "the model sees no pictures",
                        "Use samples without \"image\", or a LLaVA checkpoint.");
            }
            return sample.raw() ? prompts.raw(sample.asked()) : prompts.question(sample.asked());
        }

        @Override
        public Prompt followed(Prompt prompt, String answer) {
            return prompts.followed(prompt, answer);
        }

        @Override
        public void close() {
            prompts.close();
        }
    }
}

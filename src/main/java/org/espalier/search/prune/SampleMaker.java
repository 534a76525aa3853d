package org.espalier.search.prune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.compress.prune.CalibrationSample;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// Makes samples of questions: prompts in the model's own template, answers with the end token behind them. A picture
/// that several questions are about is one array, so that its features are computed once.
public final class SampleMaker {

    private final Questions questions;
    private final Map<Object, float[]> pixels = new HashMap<>();

    /// Encodes with a model's own tokenizer, template and preprocessing.
    public SampleMaker(Questions questions) {
        this.questions = questions;
    }

    /// One sample.
    ///
    /// @param picture what the question is about; null if it has none
    /// @param name tells pictures apart
    public Sample of(String question, String answer, @Nullable RgbImage picture, Object name) {
        Prompt prompt = questions.question(question, picture == null ? List.of() : List.of(picture));
        return answered(shared(prompt, name), answer);
    }

    private Prompt shared(Prompt prompt, Object name) {
        return prompt.pictures().size() != 1
                ? prompt
                : new Prompt(
                        prompt.tokens(),
                        List.of(pixels.computeIfAbsent(
                                name, _ -> prompt.pictures().getFirst())));
    }

    private Sample answered(Prompt prompt, String answer) {
        int asked = prompt.tokens().length;
        int[] all = questions.followed(prompt, answer).tokens();
        int[] tokens = Arrays.copyOfRange(all, asked, all.length + 1);
        tokens[tokens.length - 1] = questions.tokenizer().eos();
        return new Sample(prompt, tokens);
    }

    /// The samples of a calibration file, every one of which must have an answer.
    ///
    /// @throws WorkbenchException if one has none, or a picture is broken
    public List<Sample> of(List<CalibrationSample> lines, TaskContext context) {
        List<Sample> samples = new ArrayList<>();
        for (CalibrationSample line : lines) {
            context.checkCancelled();
            String answer = line.answer();
            if (answer == null || answer.isBlank()) {
                throw WorkbenchException.input(
                        "search.answer",
                        "sample " + line.id() + " (line " + line.line() + ") has no \"answer\"",
                        "The search measures answers: give every line of the calibration file one.");
            }
            Path image = line.image();
            List<RgbImage> pictures = image == null ? List.of() : List.of(Images.read(image));
            Prompt prompt =
                    line.raw() ? questions.raw(line.asked(), pictures) : questions.question(line.asked(), pictures);
            samples.add(answered(shared(prompt, image == null ? line.id() : image), answer));
        }
        return samples;
    }
}

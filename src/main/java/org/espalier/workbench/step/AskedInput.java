package org.espalier.workbench.step;

import java.nio.file.Path;
import java.util.List;
import org.espalier.format.image.Images;
import org.espalier.format.image.RgbImage;
import org.espalier.model.llava.Prompt;
import org.espalier.model.llava.Questions;
import org.espalier.model.llava.TextPrompts;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// What a language model is asked: a literal prompt or a question, and a picture.
///
/// @param prompt literal, with `<image>` in it where the picture goes; null if there is a question
/// @param text a question for the model's chat template; null if there is a prompt
/// @param image the picture, or null
/// @param padded whether a picture that is not square is padded to one first; else it is cropped
public record AskedInput(
        @Nullable String prompt,
        @Nullable String text,
        @Nullable Path image,
        boolean padded) {

    /// The tokens and pixels of it.
    ///
    /// @throws WorkbenchException if there is no question, or prompt and picture do not go together
    Prompt prompt(Questions questions) {
        List<RgbImage> pictures = image == null ? List.of() : List.of(Images.read(image));
        if (prompt != null && text == null) {
            return questions.raw(prompt, pictures);
        }
        if (text != null && prompt == null) {
            return questions.question(text, pictures);
        }
        throw unclear();
    }

    private WorkbenchException unclear() {
        return WorkbenchException.usage(
                "ask.question",
                prompt == null ? "there is nothing to ask" : "there are both a prompt and a question",
                "Give either --text QUESTION or --prompt RAW.");
    }

    /// The tokens of it for a model that sees no pictures.
    ///
    /// @throws WorkbenchException if there is no question, or a picture
    Prompt prompt(TextPrompts prompts) {
        if (image != null) {
            throw WorkbenchException.usage(
                    "ask.picture", "the model sees no pictures", "Leave --image out, or use a LLaVA checkpoint.");
        }
        if (prompt != null && text == null) {
            return prompts.raw(prompt);
        }
        if (text != null && prompt == null) {
            return prompts.question(text);
        }
        throw unclear();
    }
}

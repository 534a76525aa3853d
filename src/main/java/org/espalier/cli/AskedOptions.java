package org.espalier.cli;

import java.nio.file.Path;
import org.espalier.workbench.step.AskedInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say what a language model is asked.
final class AskedOptions {

    /// What happens to a picture that is not square.
    enum Fit {
        /// Padded to a square with the mean colour, as LLaVA's own evaluation does.
        PAD,
        /// Its middle is used, as Hugging Face's processor does.
        CROP
    }

    @Option(names = "--prompt", paramLabel = "RAW", description = "a literal prompt, '<image>' where the picture goes")
    private @Nullable String prompt;

    @Option(names = "--text", paramLabel = "QUESTION", description = "a question, wrapped in the model's template")
    private @Nullable String text;

    @Option(names = "--image", paramLabel = "FILE", description = "the picture")
    private @Nullable Path image;

    @Option(
            names = "--image-fit",
            defaultValue = "pad",
            paramLabel = "FIT",
            description = "what happens to a picture that is not square: pad or crop (${DEFAULT-VALUE})")
    private Fit fit = Fit.PAD;

    AskedInput input() {
        return new AskedInput(prompt, text, image, fit == Fit.PAD);
    }
}

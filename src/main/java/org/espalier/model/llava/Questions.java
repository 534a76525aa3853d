package org.espalier.model.llava;

import java.nio.file.Path;
import java.util.List;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.format.image.RgbImage;
import org.espalier.format.tokenizer.TextTokenizer;
import org.espalier.model.llava.chat.ChatTemplate;

/// What stands between a person's question and a model: tokenizer, picture preprocessing and chat template of the
/// model's folder.
public final class Questions implements AutoCloseable {

    private final TextTokenizer tokenizer;
    private final PromptEncoder encoder;
    private final ClipPreprocessor preprocessor;
    private final ChatTemplate template;

    private Questions(TextTokenizer tokenizer, LlavaConfig config, ClipPreprocessor preprocessor, ChatTemplate chat) {
        this.tokenizer = tokenizer;
        this.encoder = new PromptEncoder(tokenizer, config);
        this.preprocessor = preprocessor;
        this.template = chat;
    }

    /// Reads the files beside a model's weights.
    ///
    /// @param pads whether a picture that is not square is first padded to one, as LLaVA's own evaluation does
    /// @throws org.espalier.task.WorkbenchException if one is missing or malformed
    public static Questions open(Path folder, LlavaConfig config, boolean pads) {
        ClipPreprocessor own = ClipPreprocessor.open(folder);
        ChatTemplate chat = ChatTemplate.open(folder);
        return new Questions(TextTokenizer.open(folder), config, own.withPad(pads || own.pad()), chat);
    }

    /// The prompt of a question in the model's own template. Pictures that the question does not place by `<image>`
    /// stand before it.
    public Prompt question(String text, List<RgbImage> pictures) {
        int placed = text.split(PromptEncoder.IMAGE, -1).length - 1;
        return raw(template.render(text, Math.max(0, pictures.size() - placed)), pictures);
    }

    /// A prompt with a text behind it, such as its answer.
    public Prompt followed(Prompt prompt, String text) {
        return prompt.followedBy(encoder.encodeText(text));
    }

    /// A literal prompt.
    public Prompt raw(String text, List<RgbImage> pictures) {
        return encoder.encode(text, pixels(pictures));
    }

    private List<float[]> pixels(List<RgbImage> pictures) {
        return pictures.stream().map(preprocessor::values).toList();
    }

    /// The model's tokenizer.
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

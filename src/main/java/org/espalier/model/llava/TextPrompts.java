package org.espalier.model.llava;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.format.tokenizer.TextTokenizer;
import org.espalier.model.llava.chat.ChatTemplate;
import org.espalier.task.WorkbenchException;

/// What stands between a text and a model that sees no pictures: its tokenizer, and its chat template if it has one.
public final class TextPrompts implements AutoCloseable {

    private final TextTokenizer tokenizer;
    private final ChatTemplate template;
    private final int vocabulary;

    private TextPrompts(TextTokenizer tokenizer, ChatTemplate template, int vocabulary) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.vocabulary = vocabulary;
    }

    /// Reads the files beside a model's weights.
    ///
    /// @param vocabulary how many ids the model knows
    /// @throws WorkbenchException if the tokenizer is missing or malformed
    public static TextPrompts open(Path folder, int vocabulary) {
        ChatTemplate template = ChatTemplate.open(folder);
        return new TextPrompts(TextTokenizer.open(folder), template, vocabulary);
    }

    /// A literal text with one begin token before it.
    public Prompt raw(String text) {
        int[] ids = tokenizer.encode(text);
        int skip = ids.length > 0 && ids[0] == tokenizer.bos() ? 1 : 0;
        int[] all = IntStream.concat(
                        IntStream.of(tokenizer.bos()), IntStream.of(ids).skip(skip))
                .toArray();
        return new Prompt(known(all), List.of());
    }

    /// A question in the model's own template; as it is where the model has none.
    public Prompt question(String text) {
        return raw(template.own() ? template.render(text, 0) : text);
    }

    /// A prompt with a text behind it.
    public Prompt followed(Prompt prompt, String text) {
        return prompt.followedBy(known(tokenizer.encode(text)));
    }

    private int[] known(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw WorkbenchException.input(
                        "llava.vocabulary",
                        "the tokenizer gives id " + id + ", but the model knows ids 0 to " + (vocabulary - 1),
                        "Use the tokenizer that came with the model.");
            }
        }
        return ids;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

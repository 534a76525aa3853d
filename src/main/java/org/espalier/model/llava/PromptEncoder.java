package org.espalier.model.llava;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.format.tokenizer.TextTokenizer;
import org.espalier.task.WorkbenchException;

/// Turns a literal prompt with `<image>` in it into tokens, as LLaVA's own code does: the texts between the
/// pictures are tokenised each for itself, and one begin token stands first.
///
/// @param tokenizer the model's
/// @param config how many tokens a picture takes and which
record PromptEncoder(TextTokenizer tokenizer, LlavaConfig config) {

    /// What stands for a picture in a text.
    public static final String IMAGE = "<image>";

    /// The prompt of a text and its pictures.
    ///
    /// @param text literal, `<image>` once per picture
    /// @param pictures normalised pixels, (3, image, image) each
    /// @throws WorkbenchException if the text names another number of pictures
    Prompt encode(String text, List<float[]> pictures) {
        String[] parts = text.split(IMAGE, -1);
        if (parts.length - 1 != pictures.size()) {
            throw WorkbenchException.input(
                    "llava.pictures",
                    "the prompt has " + (parts.length - 1) + " x '" + IMAGE + "', but " + pictures.size()
                            + " pictures were given",
                    "Give one picture for each '" + IMAGE + "' in the prompt.");
        }
        List<Integer> tokens = new ArrayList<>();
        tokens.add(tokenizer.bos());
        for (int part = 0; part < parts.length; part++) {
            if (part > 0) {
                tokens.addAll(Collections.nCopies(config.tokensPerPicture(), config.imageToken()));
            }
            append(tokens, encodeText(parts[part]), part == 0);
        }
        return new Prompt(tokens.stream().mapToInt(Integer::intValue).toArray(), pictures);
    }

    /// The tokens of a text that continues a prompt.
    ///
    /// @throws WorkbenchException if the tokenizer gives an id that the model has no row for, or a picture's
    int[] encodeText(String text) {
        int[] ids = text.isEmpty() ? new int[0] : tokenizer.encode(text);
        for (int id : ids) {
            if (id == config.imageToken()) {
                throw WorkbenchException.input(
                        "llava.pictures",
                        "the text has '" + IMAGE + "' where no picture can be",
                        "Leave it out: only a question or prompt names pictures, an answer does not.");
            }
            if (id < 0 || id >= config.text().vocabulary()) {
                throw WorkbenchException.input(
                        "llava.vocabulary",
                        "the tokenizer gives id " + id + ", but the model knows ids 0 to "
                                + (config.text().vocabulary() - 1),
                        "Use the tokenizer that came with the model.");
            }
        }
        return ids;
    }

    /// A template may write the begin token itself: it stands once all the same.
    private void append(List<Integer> tokens, int[] ids, boolean first) {
        int from = first && ids.length > 0 && ids[0] == tokenizer.bos() ? 1 : 0;
        for (int i = from; i < ids.length; i++) {
            tokens.add(ids[i]);
        }
    }
}

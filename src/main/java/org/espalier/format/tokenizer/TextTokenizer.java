package org.espalier.format.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.task.WorkbenchException;

/// Text to token numbers and back. Safe for use by several threads until closed.
public interface TextTokenizer extends AutoCloseable {

    /// The tokens of a text; no special token is added. One that the text spells out ("</s>") is
    /// recognised where the tokenizer's own library does so: with `tokenizer.json`.
    int[] encode(String text);

    /// The text of some tokens; special ones and unknown numbers are left out.
    String decode(int[] ids);

    /// The token that begins a sequence.
    int bos();

    /// The token that ends one.
    int eos();

    /// Whether a token ends a sequence; some models have several that do.
    boolean ends(int id);

    @Override
    void close();

    /// Opens the tokenizer of a model's folder: `tokenizer.json`, else `tokenizer.model`.
    ///
    /// @throws WorkbenchException if neither is there, or it is malformed
    static TextTokenizer open(Path folder) {
        Path json = folder.resolve("tokenizer.json");
        if (Files.exists(json)) {
            return JsonTokenizer.open(json);
        }
        Path pieces = folder.resolve("tokenizer.model");
        if (Files.exists(pieces)) {
            return SentencePieceTokenizer.open(pieces);
        }
        throw WorkbenchException.input(
                "format.tokenizer.missing",
                folder + ": there is neither tokenizer.json nor tokenizer.model",
                "Put the model's tokenizer beside its weights.");
    }
}

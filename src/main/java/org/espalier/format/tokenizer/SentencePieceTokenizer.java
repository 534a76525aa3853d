package org.espalier.format.tokenizer;

import ai.djl.sentencepiece.SpTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// `tokenizer.model` through SentencePiece's own library; decoding is done here, since the library's
/// binding returns characters beyond the basic plane broken and fails on unknown numbers.
final class SentencePieceTokenizer extends LibraryTokenizer {

    private static final long LARGEST = 100_000_000;

    private final SpTokenizer library;
    private final PieceVocabulary vocabulary;

    private SentencePieceTokenizer(SpTokenizer library, PieceVocabulary vocabulary, SpecialTokens special) {
        super(special);
        this.library = library;
        this.vocabulary = vocabulary;
    }

    static SentencePieceTokenizer open(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw malformed(file, "it has more than " + LARGEST + " bytes", null);
            }
            byte[] model = Files.readAllBytes(file);
            PieceVocabulary vocabulary = PieceVocabulary.read(model);
            Path folder = file.toAbsolutePath().getParent();
            SpecialTokens special = SpecialTokens.of(folder == null ? file : folder, vocabulary.ids());
            return new SentencePieceTokenizer(new SpTokenizer(model), vocabulary, special);
        } catch (WorkbenchException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The native library reports whatever it dislikes as a plain runtime exception.
            throw malformed(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static WorkbenchException malformed(Path file, String what, @Nullable Exception e) {
        String message = file + ": not a SentencePiece model: " + what;
        String remedy = "Replace it with the tokenizer.model of the model's own folder.";
        return e == null
                ? WorkbenchException.input("format.tokenizer.malformed", message, remedy)
                : WorkbenchException.input("format.tokenizer.malformed", message, remedy, e);
    }

    @Override
    public int[] encode(String text) {
        return library.getProcessor().encode(text);
    }

    @Override
    public String decode(int[] ids) {
        return vocabulary.decode(ids);
    }

    @Override
    public void close() {
        library.close();
    }
}

package org.espalier.model.llava.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.task.WorkbenchException;

/// The words of a small closed language: one id per word, lower case, punctuation apart.
///
/// Its splitting is that of a Hugging Face tokenizer with a lower-casing normaliser, the `Whitespace` pre-tokenizer and
/// a `WordLevel` model, so that both give the same ids.
final class Vocabulary {

    /// Fills rows of unequal length.
    public static final int PAD = 0;
    /// Any word the vocabulary lacks.
    public static final int UNKNOWN = 1;
    /// Begins every sequence.
    public static final int BEGIN = 2;
    /// Ends every answer.
    public static final int END = 3;
    /// Stands for a picture.
    public static final int IMAGE = 4;
    /// The special tokens, by id.
    public static final List<String> SPECIAL = List.of("<pad>", "<unk>", "<s>", "</s>", "<image>");

    private static final Pattern PIECE = Pattern.compile("\\w+|[^\\w\\s]+");

    private final Map<String, Integer> ids;

    private Vocabulary(Map<String, Integer> ids) {
        this.ids = ids;
    }

    /// The vocabulary of all words in `texts`, in alphabetical order after the special tokens.
    static Vocabulary of(Iterable<String> texts) {
        SequencedSet<String> words = new TreeSet<>();
        for (String text : texts) {
            words.addAll(pieces(text));
        }
        Map<String, Integer> ids = new LinkedHashMap<>();
        SPECIAL.forEach(word -> ids.put(word, ids.size()));
        words.forEach(word -> ids.put(word, ids.size()));
        return new Vocabulary(Collections.unmodifiableMap(ids));
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }

    /// Words and special tokens with their ids.
    Map<String, Integer> ids() {
        return ids;
    }

    /// How many there are.
    int size() {
        return ids.size();
    }

    /// The ids of a text without special tokens.
    ///
    /// @throws WorkbenchException if a word is not in the vocabulary
    int[] encode(String text) {
        return pieces(text).stream().mapToInt(this::id).toArray();
    }

    private int id(String word) {
        Integer id = ids.get(word);
        if (id == null) {
            throw WorkbenchException.input(
                    "training.word",
                    "the word '" + word + "' is not in the vocabulary of the training questions",
                    "Use questions from the same data set.");
        }
        return id;
    }
}

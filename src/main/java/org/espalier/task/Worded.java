package org.espalier.task;

import java.util.Arrays;
import java.util.stream.Collectors;

/// One of several choices that users write as a word: on a command line, in a file or a table.
public interface Worded {

    /// The word: "two-way".
    String word();

    /// The choice that a word names.
    ///
    /// @param choices all there are
    /// @param code of the message, such as "search.unit"
    /// @param unknown the message where the word names none
    /// @throws WorkbenchException usage, with all words as remedy, if it names none
    static <W extends Worded> W parse(W[] choices, String word, String code, String unknown) {
        return Arrays.stream(choices)
                .filter(choice -> choice.word().equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(code, unknown, "Choose one of " + words(choices) + "."));
    }

    /// All words, in order, with commas between.
    static String words(Worded[] choices) {
        return Arrays.stream(choices).map(Worded::word).collect(Collectors.joining(", "));
    }
}

package org.espalier.model.eval;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What an answer to a yes-or-no question says.
enum YesNoAnswer {
    YES,
    NO,
    NEITHER;

    private static final Set<String> PUBLISHED_NO = Set.of("No", "no", "not");
    private static final Set<String> NO_WORDS = Set.of("no", "not", "isn't", "aren't", "doesn't", "don't");

    /// By POPE's rules: the first sentence, its commas dropped, is a no if one of its words is No, no or not, else a
    /// yes. Corrected: whole words in any case; neither yes nor no is neither.
    static YesNoAnswer of(String text, Rules rules) {
        boolean first = rules.keep(Quirk.POPE_FIRST_SENTENCE);
        boolean known;
        boolean yes;
        if (first) {
            int stop = text.indexOf('.');
            String sentence = (stop < 0 ? text : text.substring(0, stop)).replace(",", "");
            List<String> words = List.of(sentence.split(" ", -1));
            known = words.stream().anyMatch(PUBLISHED_NO::contains);
            yes = words.stream().anyMatch(word -> word.equalsIgnoreCase("yes"));
        } else {
            List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}']+", -1));
            known = words.stream().anyMatch(NO_WORDS::contains);
            yes = words.contains("yes");
        }
        if (known) {
            return NO;
        }
        return yes || rules.keep(Quirk.POPE_ELSE_YES) ? YES : NEITHER;
    }
}

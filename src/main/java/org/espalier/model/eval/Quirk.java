package org.espalier.model.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Where a benchmark's published script does something else than it says. With `compat` every one is kept, so that a
/// score compares with published ones; with `corrected` none.
public enum Quirk {
    /// "The answer is B" needs a character behind the letter, whichever: the script's dot is not escaped.
    SCIENCEQA_ANY_CHARACTER_AFTER_LETTER("scienceqa"),
    /// An answer without the words no, No or not is a yes, whatever it says.
    POPE_ELSE_YES("pope"),
    /// Only the text before the first full stop counts, and the words NO and Not are not known.
    POPE_FIRST_SENTENCE("pope"),
    /// Every period that no digit follows goes, even one behind a digit; the script's look-behind has a typo.
    VIZWIZ_PERIOD("vizwiz"),
    /// Only the first 32 periods go: the script passes a flag where the count belongs.
    VIZWIZ_32_PERIODS("vizwiz"),
    /// Commas and question marks go before punctuation is looked at: "1,000" and "red,blue" lose theirs alike.
    VIZWIZ_COMMAS_FIRST("vizwiz"),
    /// A punctuation mark beside a space anywhere in the text is removed everywhere in it, else replaced by a space.
    VIZWIZ_PUNCTUATION_BY_TEXT("vizwiz"),
    /// "none" is the number 0.
    VIZWIZ_NONE_IS_ZERO("vizwiz");

    private final String benchmark;

    Quirk(String benchmark) {
        this.benchmark = benchmark;
    }

    /// Its name in JSON: "vizwiz-none-is-zero".
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The quirks of one benchmark.
    public static List<Quirk> of(String benchmark) {
        return Arrays.stream(values())
                .filter(quirk -> quirk.benchmark.equals(benchmark))
                .toList();
    }
}

package org.espalier.model.eval;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds the letter in an answer to a question of several choices, as LLaVA's ScienceQA script does.
final class LetterAnswer {

    /// No letter was found.
    static final char FAILED = 0;

    private static final Pattern COMPAT = Pattern.compile("The answer is ([A-Z]).");
    private static final Pattern CORRECTED = Pattern.compile("The answer is ([A-Z])(?:\\.|\\s|$)");

    private LetterAnswer() {}

    /// The letter A to E alone; or before ". "; or in the only "The answer is X."; else [#FAILED].
    static char letter(String answer, Rules rules) {
        if (answer.length() == 1 && known(answer.charAt(0))) {
            return answer.charAt(0);
        }
        if (answer.length() >= 3 && known(answer.charAt(0)) && answer.startsWith(". ", 1)) {
            return answer.charAt(0);
        }
        Pattern said = rules.keep(Quirk.SCIENCEQA_ANY_CHARACTER_AFTER_LETTER) ? COMPAT : CORRECTED;
        List<MatchResult> found = said.matcher(answer).results().toList();
        return found.size() == 1 ? found.getFirst().group(1).charAt(0) : FAILED;
    }

    private static boolean known(char letter) {
        return letter >= 'A' && letter <= 'E';
    }
}

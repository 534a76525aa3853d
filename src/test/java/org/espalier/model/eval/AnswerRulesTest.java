package org.espalier.model.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "B | B | B",
                "B. apostrophe | B | B",
                "b | - | -",
                "F | - | -",
                "B.apostrophe | - | -",
                "The answer is C. | C | C",
                "The answer is C | - | C",
                "The answer is Cx | C | -",
                "So: The answer is D, because | D | -",
                "The answer is A. The answer is B. | - | -",
                "I do not know | - | -"
            })
    void aLetterIsFoundInTheFormsThatTheScriptKnows(String answer, String compat, String corrected) {
        assertEquals(compat, letter(answer, Rules.COMPAT));
        assertEquals(corrected, letter(answer, Rules.CORRECTED));
    }

    private static String letter(String answer, Rules rules) {
        char letter = LetterAnswer.letter(answer, rules);
        return letter == LetterAnswer.FAILED ? "-" : String.valueOf(letter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No | NO | NO",
                "no, there is none | NO | NO",
                "Yes | YES | YES",
                "There is not a dog | NO | NO",
                "NO | YES | NO",
                "Yes. There is no dog though | YES | NO",
                "A dog | YES | NEITHER",
                "Nothing | YES | NEITHER"
            })
    void yesAndNoAreReadAsPopeReadsThem(String answer, String compat, String corrected) {
        assertEquals(compat, YesNoAnswer.of(answer, Rules.COMPAT).name());
        assertEquals(corrected, YesNoAnswer.of(answer, Rules.CORRECTED).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "The Cat | cat | cat",
                "two dogs | 2 dogs | 2 dogs",
                "none | 0 | none",
                "1,000 | 1000 | 1000",
                "red,blue | redblue | red blue",
                "3.5 | 3.5 | 3.5",
                "$5. | $5 | $5",
                "version 2.a | version 2a | version 2a",
                ".5 | .5 | 5",
                "well-known | well known | well known",
                "well-known - yes | wellknown yes | well known yes",
                "dont know | don't know | don't know",
                "John's | john 's | john 's",
                "what? | what | what",
                "a.b.c | abc | abc"
            })
    void vqaAnswersAreMadeComparable(String answer, String compat, String corrected) {
        assertEquals(compat, VqaText.normal(answer, Rules.COMPAT));
        assertEquals(corrected, VqaText.normal(answer, Rules.CORRECTED));
    }

    @Test
    void theScriptRemovesThirtyTwoPeriodsAndLeavesTheRest() {
        String answer = "x" + ".x".repeat(40);
        assertEquals(
                8,
                VqaText.normal(answer, Rules.COMPAT)
                        .chars()
                        .filter(c -> c == '.')
                        .count());
        assertEquals(
                0,
                VqaText.normal(answer, Rules.CORRECTED)
                        .chars()
                        .filter(c -> c == '.')
                        .count());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.3", "2, 0.6", "3, 0.9", "4, 1", "10, 1"})
    void agreementIsTheMeanOverTheTenWithoutOneAnnotator(int agreeing, double score) {
        List<String> said = new ArrayList<>(Collections.nCopies(agreeing, "A dog."));
        for (int i = said.size(); i < 10; i++) {
            said.add("other " + i);
        }
        assertEquals(score, VizWiz.agreement("dog", said, Rules.COMPAT), 1e-12);
    }
}

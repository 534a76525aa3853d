package org.espalier.search.prune;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.model.llava.Prompt;

/// A question with its right answer.
///
/// @param prompt up to where the answer begins; with one picture or none
/// @param answer the tokens a right model gives, the end token last
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Sample(Prompt prompt, int[] answer) implements Serializable {

    /// Prompt and answer as one sequence.
    int[] tokens() {
        int[] asked = prompt.tokens();
        int[] all = Arrays.copyOf(asked, asked.length + answer.length);
        System.arraycopy(answer, 0, all, asked.length, answer.length);
        return all;
    }
}

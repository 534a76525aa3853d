package org.espalier.search.prune;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.espalier.task.WorkbenchException;

/// What a policy loses on samples: the first part of the objective. The paper's exact loss is not recovered.
public enum Loss {
    /// Mean cross-entropy of the right answers' tokens, in nats a token, all tokens before them given.
    ANSWERS("answers"),
    /// Mean divergence of the answers' next-token distributions from the dense model's, in nats a token: needs no
    /// right answers to be right, and holds the model to what it was.
    KL("kl"),
    /// The share of answers that are not right in every token: what is wanted, but in steps, so that most
    /// candidates look alike on 64 samples.
    ERRORS("errors");

    private final String word;

    Loss(String word) {
        this.word = word;
    }

    /// The name on the command line.
    public String word() {
        return word;
    }

    /// The loss a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Loss parse(String word) {
        return Arrays.stream(values())
                .filter(loss -> loss.word.equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "search.loss",
                        "there is no loss '" + word + "'",
                        "Choose one of "
                                + Arrays.stream(values()).map(Loss::word).collect(Collectors.joining(", ")) + "."));
    }
}

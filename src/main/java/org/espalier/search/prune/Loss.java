package org.espalier.search.prune;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// What a policy loses on samples: the first part of the objective. The paper's exact loss is not recovered.
public enum Loss implements Worded {
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
    @Override
    public String word() {
        return word;
    }

    /// The loss a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Loss parse(String word) {
        return Worded.parse(values(), word, "search.loss", "there is no loss '" + word + "'");
    }
}

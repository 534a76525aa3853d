package org.espalier.workbench.step;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// What `prune apply` takes out of a model.
public enum Structure implements Worded {
    /// Single weights, by a criterion.
    NONE("none"),
    /// Heads and neurons, the same number from every block: other programs load the result.
    FLAP("flap"),
    /// Heads and neurons by one ranking over all blocks: only this project loads the result.
    FLAP_GLOBAL("flap-global"),
    /// Heads and neurons by weight times gradient, the same number from every block, without biases.
    LLM_PRUNER("llm-pruner");

    private final String word;

    Structure(String word) {
        this.word = word;
    }

    /// The name on the command line.
    @Override
    public String word() {
        return word;
    }

    /// What a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Structure parse(String word) {
        return Worded.parse(values(), word, "prune.structure", "there is no structured cut '" + word + "'");
    }
}

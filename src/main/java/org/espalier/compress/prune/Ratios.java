package org.espalier.compress.prune;

import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// How a sparsity is shared out among layers.
public enum Ratios implements Worded {
    /// The same everywhere.
    UNIFORM,
    /// By the blocks' outliers: [Owl].
    OWL,
    /// By how the loss hangs on each layer: [Ecoflap].
    ECOFLAP;

    /// The name on the command line.
    @Override
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// What a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Ratios parse(String word) {
        return Worded.parse(values(), word, "prune.ratios", "there is no way '" + word + "' to share out a sparsity");
    }
}

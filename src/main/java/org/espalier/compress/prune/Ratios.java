package org.espalier.compress.prune;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.espalier.task.WorkbenchException;

/// How a sparsity is shared out among layers.
public enum Ratios {
    /// The same everywhere.
    UNIFORM,
    /// By the blocks' outliers: [Owl].
    OWL,
    /// By how the loss hangs on each layer: [Ecoflap].
    ECOFLAP;

    /// The name on the command line.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// What a command line names.
    ///
    /// @throws WorkbenchException if there is none of that name
    public static Ratios parse(String word) {
        return Arrays.stream(values())
                .filter(r -> r.word().equals(word))
                .findFirst()
                .orElseThrow(() -> WorkbenchException.usage(
                        "prune.ratios",
                        "there is no way '" + word + "' to share out a sparsity",
                        "Choose one of "
                                + Arrays.stream(values()).map(Ratios::word).collect(Collectors.joining(", ")) + "."));
    }
}

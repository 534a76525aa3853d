package org.espalier.search.nas;

import java.util.Locale;
import org.espalier.task.WorkbenchException;

/// Which formulas count memory, and which rules move a search.
public enum MemoryMode {
    /// The released code's and its follow-up's: one layer's weights and its input and output in SRAM, no
    /// residual, no
    /// flash limit.
    COMPAT,
    /// Weights read from flash; residual stream, attention and input picture in SRAM; flash counted.
    CORRECTED;

    /// The mode of a word.
    ///
    /// @throws WorkbenchException if it is neither `compat` nor `corrected`
    public static MemoryMode of(String word) {
        for (MemoryMode known : values()) {
            if (known.word().equals(word)) {
                return known;
            }
        }
        throw WorkbenchException.usage("nas.mode", "--mode is '" + word + "'", "Use compat or corrected.");
    }

    /// As on the command line: "compat".
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

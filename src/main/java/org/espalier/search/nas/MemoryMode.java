package org.espalier.search.nas;

import java.util.Locale;
import org.espalier.task.Worded;
import org.espalier.task.WorkbenchException;

/// Which formulas count memory, and which rules move a search.
public enum MemoryMode implements Worded {
    /// The released code's and its follow-up's: one layer's weights and its input and output in SRAM, no residual,
    /// no flash limit.
    COMPAT,
    /// Weights read from flash; residual stream, attention and input picture in SRAM; flash counted.
    CORRECTED;

    /// The mode of a word.
    ///
    /// @throws WorkbenchException if it is neither `compat` nor `corrected`
    public static MemoryMode of(String word) {
        return Worded.parse(values(), word, "nas.mode", "--mode is '" + word + "'");
    }

    /// As on the command line: "compat".
    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

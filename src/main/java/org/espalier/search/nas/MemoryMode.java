package org.espalier.search.nas;

/// Which formulas count memory.
public enum MemoryMode {
    /// The released code's and its follow-up's: one layer's weights and its input and output in SRAM, no residual, no
    /// flash limit.
    COMPAT,
    /// Weights read from flash; residual stream, attention and input picture in SRAM; flash counted.
    CORRECTED
}

package org.espalier.model.llava;

/// The size of one decoder block where blocks differ, as `espalier_block_sizes` in this project's own checkpoints
/// gives it.
///
/// @param heads query heads
/// @param keyValueHeads key and value heads; a divisor of `heads`
/// @param intermediate width inside the MLP
public record BlockSize(int heads, int keyValueHeads, int intermediate) {

    /// The key of the list in a configuration.
    public static final String KEY = "espalier_block_sizes";
}

package org.espalier.workbench.gain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one layer shape's products take, and from where pruning it makes them faster.
///
/// @param roles which layers have this shape: "q, k, v"
/// @param rows outputs
/// @param columns inputs
/// @param count how many such layers the decoder has
/// @param timings all measured
/// @param breakEvens for each kind of values
public record ShapeGain(
        String roles, int rows, int columns, int count, List<Timing> timings, List<BreakEven> breakEvens) {

    /// One product.
    ///
    /// @param values as in [Gain]
    /// @param pattern as in [Gain]
    /// @param sparsity as in [Gain]
    /// @param microseconds lower quartile of the rounds, measured
    /// @param speedup over the dense product of the checkpoint's exact numbers, measured
    /// @param gigabytesPerSecond of weights that it read, measured
    public record Timing(
            String values,
            String pattern,
            double sparsity,
            double microseconds,
            double speedup,
            double gigabytesPerSecond) {}

    /// The sparsity from which a bitmap makes this shape faster than the dense product of the same values.
    ///
    /// @param values as in [Gain]
    /// @param sparsity by straight lines between measured ones; null where none of them was faster
    /// @param bytesFrom the sparsity from which a bitmap saves bytes
    public record BreakEven(String values, @Nullable Double sparsity, double bytesFrom) {}
}

package org.espalier.compress.prune;

import org.jspecify.annotations.Nullable;

/// Second moments of a layer's inputs, weighted by token, for [Reconstruction].
///
/// @param columns the layer's inputs
/// @param own (columns, columns): the sum of x x^T over the inputs the layer will really get
/// @param cross (columns, columns): the sum of x d^T with d what the dense model would have given it; null
///     where both are the same
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Moments(int columns, double[] own, double @Nullable [] cross) {

    /// Checks the sizes.
    public Moments {
        if (own.length != columns * columns || (cross != null && cross.length != own.length)) {
            throw new IllegalArgumentException("moments do not fill " + columns + " x " + columns);
        }
    }

    /// Moments of inputs that are the dense model's own.
    public static Moments alike(int columns, double[] own) {
        return new Moments(columns, own, null);
    }

    /// Whether every sum is a number.
    public boolean finite() {
        for (int i = 0; i < columns; i++) {
            if (!Double.isFinite(own[i * columns + i])) {
                return false;
            }
        }
        return true;
    }
}

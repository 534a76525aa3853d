package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/// Where the tokens of one decoder pass stand and whom each may look at.
///
/// @param rotary the rotary table of their positions
/// @param mask added to the attention scores, (rows or 1, 1, tokens, seen); null lets every token see all
public record Frame(RotaryTable rotary, @Nullable NDArray mask) {

    /// What a forbidden score gets: after the softmax it is exactly zero.
    public static final float FORBIDDEN = -1e30f;

    /// One row of `tokens` tokens after `before` earlier ones; each sees itself and what came before.
    public static Frame causal(NDManager manager, TextConfig config, int before, int tokens) {
        int[] positions = new int[tokens];
        for (int i = 0; i < tokens; i++) {
            positions[i] = before + i;
        }
        return new Frame(
                RotaryTable.of(manager, config, new int[][] {positions}),
                tokens == 1 ? null : causalMask(manager, before, tokens));
    }

    /// Rows with positions and visibility of their own.
    ///
    /// @param positions (rows, tokens)
    /// @param mask (rows * tokens * seen) values, 0 or [#FORBIDDEN]
    /// @param seen tokens that can be looked at, earlier ones included
    public static Frame of(NDManager manager, TextConfig config, int[][] positions, float[] mask, int seen) {
        return new Frame(
                RotaryTable.of(manager, config, positions),
                manager.create(mask, new Shape(positions.length, 1, positions[0].length, seen)));
    }

    private static NDArray causalMask(NDManager manager, int before, int tokens) {
        int seen = before + tokens;
        float[] mask = new float[Math.multiplyExact(tokens, seen)];
        for (int i = 0; i < tokens; i++) {
            java.util.Arrays.fill(mask, i * seen + before + i + 1, (i + 1) * seen, FORBIDDEN);
        }
        return manager.create(mask, new Shape(1, 1, tokens, seen));
    }
}

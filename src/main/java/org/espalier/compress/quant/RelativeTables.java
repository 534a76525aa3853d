package org.espalier.compress.quant;

/// What attention adds for the place of a key relative to its query: integer tables that all heads of a layer share.
///
/// Tokens but the first, the class token, stand on a square grid, row by row. A distance in grid rows or columns is
/// clipped to the reach, L. Rows of the tables: 0 for every pair with the class token, `1 .. 2L + 1` for a key that
/// stands −L .. L grid rows below its query, `2L + 2 .. 4L + 2` for one that stands −L .. L columns to the right. A
/// pair of two patches has a row of each kind. Formulas: the package page.
///
/// @param side patches along an edge of the grid
/// @param reach L, at most `side − 1`
/// @param keys `rows x d`
/// @param values `rows x d`
/// @param queryMultiplier per column of Q, `heads · d`, at least 0
/// @param keyMultiplier per head
/// @param valueMultiplier per column of V, `heads · d`
@SuppressWarnings("ArrayRecordComponent")
public record RelativeTables(
        int side,
        int reach,
        byte[] keys,
        byte[] values,
        short[] queryMultiplier,
        int[] keyMultiplier,
        int[] valueMultiplier) {

    /// The widest head whose sums stay within 32 bits.
    static final int MOST_WIDTH = 256;

    /// How far patches of a grid are apart as far as float tables tell them.
    ///
    /// @param most the largest distance that has a row of its own
    public static int reach(int side, int most) {
        return Math.min(most, side - 1);
    }

    /// Rows of a table with that reach.
    public static int rows(int reach) {
        return 4 * reach + 3;
    }

    /// Rows of either table.
    public int rows() {
        return rows(reach);
    }

    /// The row for the distance in grid rows of two tokens that are not the class token.
    int vertical(int query, int key) {
        return 1 + reach + clip((key - 1) / side - (query - 1) / side);
    }

    /// The row for the distance in grid columns of two tokens that are not the class token.
    int horizontal(int query, int key) {
        return 2 + 3 * reach + clip((key - 1) % side - (query - 1) % side);
    }

    private int clip(int distance) {
        return Math.clamp(distance, -reach, reach);
    }

    /// Bytes in flash: tables int8, multipliers at their own width.
    long bytes() {
        return keys.length
                + values.length
                + 2L * queryMultiplier.length
                + 4L * (keyMultiplier.length + valueMultiplier.length);
    }
}

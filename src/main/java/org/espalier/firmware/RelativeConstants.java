package org.espalier.firmware;

import org.espalier.compress.quant.RelativeTables;

/// The tables of relative positions in the order the inner loops read them (`tile.h`): pairs of plain columns.
final class RelativeConstants {

    /// Where each of four values stands among them.
    private static final int[] PLACE = {0, 2, 1, 3};

    private RelativeConstants() {}

    /// The keys' table: its rows in pairs, `r2(n) · r4(d)` bytes.
    static byte[] keys(RelativeTables tables, int width) {
        int padded = PackedColumns.padded(width);
        byte[] out = new byte[(tables.rows() + 1) / 2 * 2 * padded];
        for (int i = 0; i < out.length; i++) {
            int row = i / (2 * padded) * 2 + i % 2;
            out[i] = value(tables.keys(), width, row, inOrder(i / 2 % padded));
        }
        return out;
    }

    /// The values' table: its columns in pairs, `d · r4(n)` bytes.
    static byte[] values(RelativeTables tables, int width) {
        int padded = PackedColumns.padded(tables.rows());
        byte[] out = new byte[width * padded];
        for (int i = 0; i < out.length; i++) {
            int column = i / (2 * padded) * 2 + i % 2;
            out[i] = value(tables.values(), width, inOrder(i / 2 % padded), column);
        }
        return out;
    }

    /// The multipliers of each head's queries, `r4(d)` of them in the order of packed values.
    static short[] queryMultipliers(RelativeTables tables, int width) {
        int padded = PackedColumns.padded(width);
        int heads = tables.queryMultiplier().length / width;
        short[] out = new short[heads * padded];
        for (int i = 0; i < out.length; i++) {
            int column = inOrder(i % padded);
            out[i] = column < width ? tables.queryMultiplier()[i / padded * width + column] : 0;
        }
        return out;
    }

    /// Which value stands at a place.
    private static int inOrder(int place) {
        return place / 4 * 4 + PLACE[place % 4];
    }

    private static byte value(byte[] table, int width, int row, int column) {
        return column < width && row < table.length / width ? table[row * width + column] : 0;
    }
}

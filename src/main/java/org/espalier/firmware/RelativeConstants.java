package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.espalier.compress.quant.RelativeTables;

/// The tables of relative positions in the order the inner loops read them (`tile.h`): pairs of plain columns.
final class RelativeConstants {

    /// Where each of four values stands among them.
    private static final int[] PLACE = {0, 2, 1, 3};

    private RelativeConstants() {}

    /// The keys' table: its rows in pairs, `r2(n) · r4(d)` bytes.
    static byte[] keys(RelativeTables tables, int width) {
        ByteBuffer out = bytes(even(tables.rows()) * PackedColumns.padded(width));
        for (int row = 0; row < tables.rows(); row += 2) {
            for (int k = 0; k < PackedColumns.padded(width); k++) {
                int column = k / 4 * 4 + PLACE[k % 4];
                out.put(value(tables.keys(), width, row, column));
                out.put(value(tables.keys(), width, row + 1, column));
            }
        }
        return out.array();
    }

    /// The values' table: its columns in pairs, `d · r4(n)` bytes.
    static byte[] values(RelativeTables tables, int width) {
        ByteBuffer out = bytes(width * PackedColumns.padded(tables.rows()));
        for (int column = 0; column < width; column += 2) {
            for (int k = 0; k < PackedColumns.padded(tables.rows()); k++) {
                int row = k / 4 * 4 + PLACE[k % 4];
                out.put(value(tables.values(), width, row, column));
                out.put(value(tables.values(), width, row, column + 1));
            }
        }
        return out.array();
    }

    /// The multipliers of each head's queries, `r4(d)` of them in the order of packed values.
    static short[] queryMultipliers(RelativeTables tables, int width) {
        int padded = PackedColumns.padded(width);
        int heads = tables.queryMultiplier().length / width;
        short[] out = new short[heads * padded];
        for (int i = 0; i < out.length; i++) {
            int column = i % padded / 4 * 4 + PLACE[i % 4];
            out[i] = column < width ? tables.queryMultiplier()[i / padded * width + column] : 0;
        }
        return out;
    }

    private static int even(int n) {
        return (n + 1) & ~1;
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte value(byte[] table, int width, int row, int column) {
        return column < width && row < table.length / width ? table[row * width + column] : 0;
    }
}

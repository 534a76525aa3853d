package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.espalier.compress.quant.Op;
import org.espalier.task.WorkbenchException;

/// A linear map's constants in the order the inner loop reads them (`tile.h`): pairs of output columns, each a record
/// of start values and multipliers followed by one halfword for every input.
///
/// @param bytes little-endian, `⌈N/2⌉ · (16 + 2 · r4(K))`
/// @param wide whether the columns are plain bytes instead of joined halfwords, because a sum could leave 24 bits
@SuppressWarnings("ArrayRecordComponent")
record PackedColumns(byte[] bytes, boolean wide) {

    private static final int RECORD = 16;
    private static final long JOINED_LIMIT = 1L << 23;

    /// Packs the constants of a map.
    ///
    /// @throws WorkbenchException if the map has a single output, which the library has no form for
    static PackedColumns of(String name, Op.Matrix map) {
        if (map.outputs() < 2) {
            throw WorkbenchException.input(
                    "firmware.outputs",
                    name + ": a linear map with " + map.outputs() + " output; firmware needs at least 2",
                    "Choose a subnet with a larger rank or more classes.");
        }
        boolean wide = !joinable(map);
        int pairs = (map.outputs() + 1) / 2;
        int padded = padded(map.inputs());
        ByteBuffer out = ByteBuffer.allocate(pairs * (RECORD + 2 * padded)).order(ByteOrder.LITTLE_ENDIAN);
        for (int pair = 0; pair < pairs; pair++) {
            int even = even(map, pair);
            out.putInt(map.bias()[even]);
            out.putInt(wide ? map.bias()[even + 1] : map.bias()[even] + 256 * map.bias()[even + 1]);
            out.putInt(map.multiplier()[even]);
            out.putInt(map.multiplier()[even + 1]);
            for (int k = 0; k < padded; k += 4) {
                out.putShort(halfword(map, even, k, wide));
                out.putShort(halfword(map, even, k + 2, wide));
                out.putShort(halfword(map, even, k + 1, wide));
                out.putShort(halfword(map, even, k + 3, wide));
            }
        }
        return new PackedColumns(out.array(), wide);
    }

    /// `K` as the library counts it: a multiple of four.
    static int padded(int inputs) {
        return (inputs + 3) & ~3;
    }

    private static int even(Op.Matrix map, int pair) {
        return Math.min(2 * pair, map.outputs() - 2);
    }

    private static short halfword(Op.Matrix map, int even, int k, boolean wide) {
        if (k >= map.inputs()) {
            return 0;
        }
        int e = map.weights()[even * map.inputs() + k];
        int o = map.weights()[(even + 1) * map.inputs() + k];
        return (short) (256 * o + (wide ? e & 0xFF : e));
    }

    /// Whether every sum of an odd column stays within 24 bits for every input there can be.
    private static boolean joinable(Op.Matrix map) {
        for (int pair = 0; pair < (map.outputs() + 1) / 2; pair++) {
            int odd = even(map, pair) + 1;
            long low = map.bias()[odd];
            long high = low;
            for (int k = 0; k < map.inputs(); k++) {
                int w = map.weights()[odd * map.inputs() + k];
                low += Math.min(-128 * w, 127 * w);
                high += Math.max(-128 * w, 127 * w);
            }
            if (low < -JOINED_LIMIT || high >= JOINED_LIMIT) {
                return false;
            }
        }
        return true;
    }
}

package org.espalier.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.espalier.compress.quant.Op;
import org.espalier.compress.quant.Width;

/// Constants of layer norms and sums in the order the inner loops read them (`rows.h`): groups of four columns, missing
/// columns zero.
final class RowConstants {

    private static final int GROUP = 4;

    private RowConstants() {}

    /// A layer norm's groups: four scales and four offsets unless it reads 16 bits, then gains and shifts two by two.
    static byte[] norm(Op.LayerNorm op) {
        int columns = op.gain().length;
        boolean wide = op.inputWidth() == Width.INT16;
        byte[] bytes = new byte[groups(columns) * (wide ? 32 : 48)];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < columns; c += GROUP) {
            if (!wide) {
                shorts(out, op.multiplier(), c);
                shorts(out, op.offset(), c);
            }
            for (int half = c; half < c + GROUP; half += 2) {
                ints(out, op.gain(), half, 2);
                ints(out, op.shift(), half, 2);
            }
        }
        return bytes;
    }

    /// A sum's groups: four constants, four factors of the left, four of the right.
    static byte[] mix(Op.Mix mix) {
        int columns = mix.k().length;
        byte[] bytes = new byte[groups(columns) * 32];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int c = 0; c < columns; c += GROUP) {
            ints(out, mix.k(), c, GROUP);
            shorts(out, mix.a(), c);
            shorts(out, mix.b(), c);
        }
        return bytes;
    }

    private static int groups(int columns) {
        return (columns + GROUP - 1) / GROUP;
    }

    private static void shorts(ByteBuffer out, short[] values, int first) {
        for (int c = first; c < first + GROUP; c++) {
            out.putShort(c < values.length ? values[c] : 0);
        }
    }

    private static void ints(ByteBuffer out, int[] values, int first, int count) {
        for (int c = first; c < first + count; c++) {
            out.putInt(c < values.length ? values[c] : 0);
        }
    }
}

package org.espalier.format.packed;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.kernel.Packing;
import org.espalier.tensor.kernel.Sixteen;
import org.espalier.tensor.kernel.Weights;
import org.jspecify.annotations.Nullable;

/// The elements of a floating-point matrix, as bits where they have sixteen, else as floats.
///
/// @param type of the sixteen bits; null for floats
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Elements(int rows, int columns, @Nullable Sixteen type, short[] bits, float[] floats) {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static Elements of(MappedTensor tensor) {
        int rows = Math.toIntExact(tensor.shape().dim(0));
        int columns = Math.toIntExact(tensor.shape().dim(1));
        Sixteen type = sixteen(tensor.dtype());
        if (type == null) {
            return new Elements(rows, columns, null, new short[0], tensor.floats());
        }
        short[] bits = new short[Math.multiplyExact(rows, columns)];
        MemorySegment.copy(tensor.data(), SHORT, 0, bits, 0, bits.length);
        return new Elements(rows, columns, type, bits, new float[0]);
    }

    /// The kernels' name of a type; null if it has not sixteen bits.
    static @Nullable Sixteen sixteen(DType type) {
        return switch (type) {
            case BF16 -> Sixteen.BF16;
            case F16 -> Sixteen.F16;
            default -> null;
        };
    }

    /// Whether a bit of the element at a row-major place is set.
    boolean present(int at) {
        return type == null ? Float.floatToRawIntBits(floats[at]) != 0 : bits[at] != 0;
    }

    /// Only some rows and columns.
    Elements part(int[] keptRows, int[] keptColumns) {
        if (keptRows.length == rows && keptColumns.length == columns) {
            return this;
        }
        int width = keptColumns.length;
        short[] someBits = new short[type == null ? 0 : keptRows.length * width];
        float[] someFloats = new float[type == null ? keptRows.length * width : 0];
        for (int i = 0; i < keptRows.length * width; i++) {
            int from = keptRows[i / width] * columns + keptColumns[i % width];
            if (type == null) {
                someFloats[i] = floats[from];
            } else {
                someBits[i] = bits[from];
            }
        }
        return new Elements(keptRows.length, width, type, someBits, someFloats);
    }

    /// As the kernels take them.
    Weights weights(boolean sparse, boolean eightBit) {
        Sixteen sixteen = type;
        if (eightBit) {
            return sparse ? Packing.sparseInt8(rows, columns, values()) : Packing.denseInt8(rows, columns, values());
        }
        if (sixteen == null) {
            return sparse ? Packing.sparse(rows, columns, floats) : Packing.dense(rows, columns, floats);
        }
        return sparse ? Packing.sparse(sixteen, rows, columns, bits) : Packing.dense(sixteen, rows, columns, bits);
    }

    private float[] values() {
        Sixteen sixteen = type;
        if (sixteen == null) {
            return floats;
        }
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sixteen.value(bits[i]);
        }
        return values;
    }
}

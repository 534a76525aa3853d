package org.espalier.compress.quant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// Constants of a network on their way into a file.
///
/// @param raw little-endian
@SuppressWarnings("ArrayRecordComponent")
record IntegerData(DType dtype, Shape shape, byte[] raw) implements TensorData {

    static IntegerData of(byte[] values, long... shape) {
        return new IntegerData(DType.I8, Shape.of(shape), values.clone());
    }

    /// Numbers of a width that stand as a matrix's bytes.
    static IntegerData of(Width width, byte[] raw, long... shape) {
        return new IntegerData(width == Width.INT8 ? DType.I8 : DType.I16, Shape.of(shape), raw.clone());
    }

    static IntegerData of(short[] values, long... shape) {
        byte[] raw = new byte[2 * values.length];
        little(raw).asShortBuffer().put(values);
        return new IntegerData(DType.I16, Shape.of(shape), raw);
    }

    static IntegerData of(int[] values, long... shape) {
        byte[] raw = new byte[4 * values.length];
        little(raw).asIntBuffer().put(values);
        return new IntegerData(DType.I32, Shape.of(shape), raw);
    }

    static IntegerData of(double[] values, long... shape) {
        byte[] raw = new byte[8 * values.length];
        little(raw).asDoubleBuffer().put(values);
        return new IntegerData(DType.F64, Shape.of(shape), raw);
    }

    private static ByteBuffer little(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(raw);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }
}

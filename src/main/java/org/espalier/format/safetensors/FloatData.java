package org.espalier.format.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// Floats written as F32, F16 or BF16.
final class FloatData implements TensorData {

    private static final int CHUNK = 1 << 16;

    private final DType dtype;
    private final Shape shape;
    private final float[] values;

    private FloatData(DType dtype, Shape shape, float[] values) {
        this.dtype = dtype;
        this.shape = shape;
        this.values = values;
    }

    static FloatData of(DType dtype, Shape shape, float[] values) {
        if (shape.elements() != values.length) {
            throw new IllegalArgumentException(values.length + " values for the shape " + shape);
        }
        if (dtype != DType.F32 && dtype != DType.F16 && dtype != DType.BF16) {
            throw new IllegalArgumentException("floats cannot be written as " + dtype);
        }
        return new FloatData(dtype, shape, values);
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        int each = CHUNK / (dtype.bits() / 8);
        for (int at = 0; at < values.length; at += each) {
            int end = Math.min(values.length, at + each);
            buffer.clear();
            for (int i = at; i < end; i++) {
                switch (dtype) {
                    case F32 -> buffer.putFloat(values[i]);
                    case F16 -> buffer.putShort(Float.floatToFloat16(values[i]));
                    default -> buffer.putShort(bfloat16(values[i]));
                }
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /// The nearest bfloat16, ties to even; a NaN stays one.
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}

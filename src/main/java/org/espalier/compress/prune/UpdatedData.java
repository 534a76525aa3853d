package org.espalier.compress.prune;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// Updated weights in the type of the tensor they replace.
public final class UpdatedData {

    private UpdatedData() {}

    /// Rounded to F32, F16 or BF16, widened to F64.
    public static TensorData of(DType dtype, Shape shape, float[] values) {
        return dtype == DType.F64 ? new Wide(shape, values) : TensorData.of(dtype, shape, values);
    }

    private static final class Wide implements TensorData {

        private static final int CHUNK = 1 << 16;

        private final Shape shape;
        private final float[] values;

        Wide(Shape shape, float[] values) {
            this.shape = shape;
            this.values = values;
        }

        @Override
        public DType dtype() {
            return DType.F64;
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < values.length; from += CHUNK) {
                chunk.clear();
                for (int i = from; i < Math.min(values.length, from + CHUNK); i++) {
                    chunk.putDouble(values[i]);
                }
                chunk.flip();
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        }
    }
}

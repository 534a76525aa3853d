package org.espalier.format.packed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// A tensor of a packed layer, made when it is written, so that one layer is in memory at a time.
///
/// @param content its bytes, little-endian
record Part(DType dtype, Shape shape, Supplier<ByteBuffer> content) implements TensorData {

    static Part of(DType dtype, Supplier<ByteBuffer> content, long... shape) {
        return new Part(dtype, Shape.of(shape), content);
    }

    static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer bytes = content.get().clear();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

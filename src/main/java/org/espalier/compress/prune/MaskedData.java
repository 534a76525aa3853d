package org.espalier.compress.prune;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// A tensor's own bytes, with zeros where the mask prunes: what stays is unchanged bit for bit, in any type.
///
/// @param masks the mask, read when the tensor is written
record MaskedData(MappedTensor tensor, Supplier<Mask> masks) implements TensorData {

    private static final int CHUNK = 1 << 18;

    @Override
    public DType dtype() {
        return tensor.dtype();
    }

    @Override
    public Shape shape() {
        return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        Mask mask = masks.get();
        int width = tensor.dtype().bits() / 8;
        int elements = Math.toIntExact(tensor.shape().elements());
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK * width);
        for (int from = 0; from < elements; from += CHUNK) {
            int count = Math.min(CHUNK, elements - from);
            chunk.clear().limit(count * width);
            MemorySegment.copy(
                    tensor.data(), (long) from * width, MemorySegment.ofBuffer(chunk), 0, (long) count * width);
            for (int i = 0; i < count; i++) {
                if (mask.pruned(from + i)) {
                    for (int b = 0; b < width; b++) {
                        chunk.put(i * width + b, (byte) 0);
                    }
                }
            }
            while (chunk.hasRemaining()) {
                channel.write(chunk);
            }
        }
        tensor.unload();
    }
}

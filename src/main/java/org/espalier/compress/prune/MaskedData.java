package org.espalier.compress.prune;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Supplier;
import org.espalier.tensor.MappedTensor;

/// A layer's own bytes, with zeros where the mask prunes: what stays is unchanged bit for bit, in any type.
///
/// @param masks the mask, read when it is needed
record MaskedData(PrunableLayer layer, Supplier<Mask> masks) implements PrunedData {

    private static final int CHUNK = 1 << 18;

    @Override
    public MappedTensor tensor() {
        return layer.tensor();
    }

    @Override
    public float[] values() {
        return layer.read().masked(masks.get()).values();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        MappedTensor tensor = tensor();
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

package org.espalier.format.safetensors;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// The bytes of an open tensor, unchanged.
record MappedData(MappedTensor tensor) implements TensorData {

    private static final long CHUNK = 1 << 24;

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
        write(tensor.data(), channel);
    }

    /// Writes a segment of any size, part by part.
    static void write(MemorySegment data, WritableByteChannel channel) throws IOException {
        for (long at = 0; at < data.byteSize(); at += CHUNK) {
            var part = data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).asByteBuffer();
            while (part.hasRemaining()) {
                channel.write(part);
            }
            if (data.isMapped()) {
                data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).unload();
            }
        }
    }
}

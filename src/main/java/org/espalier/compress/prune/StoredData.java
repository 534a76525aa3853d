package org.espalier.compress.prune;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.MappedTensor;

/// Updated weights that wait in a job's file.
record StoredData(MappedTensor tensor) implements PrunedData {

    @Override
    public float[] values() {
        return tensor.floats();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        TensorData.of(tensor).writeTo(channel);
    }
}

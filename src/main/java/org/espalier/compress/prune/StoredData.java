package org.espalier.compress.prune;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// Updated weights that wait in a job's file.
record StoredData(MappedTensor tensor) implements TensorData {

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
        TensorData.of(tensor).writeTo(channel);
    }
}

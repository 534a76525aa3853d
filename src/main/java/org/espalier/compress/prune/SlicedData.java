package org.espalier.compress.prune;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// Some rows and columns of a matrix, in its own type.
///
/// @param rows which stay, in order
/// @param columns which stay, in order
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SlicedData(MappedTensor tensor, int[] rows, int[] columns) implements TensorData {

    @Override
    public DType dtype() {
        return tensor.dtype();
    }

    @Override
    public Shape shape() {
        return Shape.of(rows.length, columns.length);
    }

    /// The values that stay, row by row.
    float[] values() {
        int width = Math.toIntExact(tensor.shape().dim(1));
        float[] values = new float[rows.length * columns.length];
        for (int i = 0; i < rows.length; i++) {
            float[] row = tensor.floats((long) rows[i] * width, width);
            for (int j = 0; j < columns.length; j++) {
                values[i * columns.length + j] = row[columns[j]];
            }
        }
        tensor.unload();
        return values;
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        UpdatedData.of(tensor.dtype(), shape(), values()).writeTo(channel);
    }
}

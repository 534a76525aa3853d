package org.espalier.format.safetensors;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// A tensor on its way into a file.
public interface TensorData {

    /// The element type in the file.
    DType dtype();

    /// The sizes of its dimensions.
    Shape shape();

    /// Writes exactly the tensor's bytes, row-major and little-endian.
    void writeTo(WritableByteChannel channel) throws IOException;

    /// The size in the file.
    default long bytes() {
        return Math.multiplyExact(shape().elements(), (long) dtype().bits()) / 8;
    }

    /// Values written as F32. The array is read when the file is written.
    ///
    /// @throws IllegalArgumentException if `values` has another length than `shape` says
    static TensorData of(Shape shape, float[] values) {
        return of(DType.F32, shape, values);
    }

    /// Values written as F32, F16 or BF16, rounded to the nearest, ties to even.
    ///
    /// @throws IllegalArgumentException if `values` has another length than `shape` says, or the type is another
    static TensorData of(DType dtype, Shape shape, float[] values) {
        return FloatData.of(dtype, shape, values);
    }

    /// The bytes of an open tensor, unchanged.
    static TensorData of(MappedTensor tensor) {
        return new MappedData(tensor);
    }
}

package org.espalier.compress.prune;

import org.espalier.format.safetensors.TensorData;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;
import org.espalier.tensor.Shape;

/// A pruned layer on its way into a file, in the checkpoint's type.
public sealed interface PrunedData extends TensorData permits MaskedData, StoredData {

    /// What it has type and shape of.
    MappedTensor tensor();

    /// The weights as they will be written, row-major.
    float[] values();

    @Override
    default DType dtype() {
        return tensor().dtype();
    }

    @Override
    default Shape shape() {
        return tensor().shape();
    }
}

package org.espalier.format.safetensors;

import java.util.ArrayList;
import java.util.List;
import org.espalier.tensor.DType;
import org.espalier.tensor.Shape;

/// One tensor of a header: where its bytes are, counted from the end of the header.
///
/// Dimensions are kept as an array because a header may hold a million entries.
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Entry(String name, DType dtype, long[] dims, long begin, long end) {

    Shape shape() {
        List<Long> list = new ArrayList<>(dims.length);
        for (long d : dims) {
            list.add(d);
        }
        return new Shape(list);
    }
}

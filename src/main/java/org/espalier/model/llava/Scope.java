package org.espalier.model.llava;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;

/// Frees what one block computes on the way: at full size, a pass that kept all of it would take many times the
/// weights' memory.
final class Scope {

    private Scope() {}

    /// The result of a block, owned by the manager of its input; everything else it made is freed. While arithmetic
    /// is recorded nothing is, since the way back needs it.
    static NDArray around(NDArray input, UnaryOperator<NDArray> block) {
        if (JniUtils.isGradMode()) {
            return block.apply(input);
        }
        NDManager owner = input.getManager();
        try (NDManager inner = owner.newSubManager()) {
            input.attach(inner);
            NDArray output = block.apply(input);
            output.attach(owner);
            input.attach(owner);
            return output;
        }
    }
}

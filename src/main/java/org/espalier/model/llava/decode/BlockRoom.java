package org.espalier.model.llava.decode;

import org.espalier.model.llava.BlockSize;
import org.espalier.tensor.kernel.Activations;

/// Room for one block's part of a pass.
final class BlockRoom {

    final BlockSize size;

    /// (heads, headDim): queries, what they attended to, and that laid out for the kernels.
    final float[] q;

    final float[] attended;
    final Activations query;

    /// (keyValueHeads, headDim).
    final float[] k;

    final float[] v;

    /// (intermediate): gate, up, and their product laid out for the kernels.
    final float[] gate;

    final float[] up;
    final Activations inner;

    BlockRoom(BlockSize size, int headDim) {
        this.size = size;
        q = new float[size.heads() * headDim];
        attended = new float[q.length];
        query = new Activations(q.length);
        k = new float[size.keyValueHeads() * headDim];
        v = new float[k.length];
        gate = new float[size.intermediate()];
        up = new float[size.intermediate()];
        inner = new Activations(size.intermediate());
    }
}

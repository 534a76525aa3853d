package org.espalier.model.llava;

import ai.djl.ndarray.NDManager;
import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.Function;
import org.espalier.tensor.NativeMemory;
import org.jspecify.annotations.Nullable;

/// A decoder's blocks, of which one is in memory: that which was asked for last.
final class StreamedBlocks extends AbstractList<Decoder.Block> implements RandomAccess {

    private static final int LARGE = 2048;

    private final Function<NDManager, TensorSource> source;
    private final NDManager manager;
    private final TextConfig config;
    private int held = -1;
    private Decoder.@Nullable Block block;
    private @Nullable NDManager holder;

    /// Reads from `source`, which makes its arrays under the manager it is given.
    StreamedBlocks(Function<NDManager, TensorSource> source, NDManager manager, TextConfig config) {
        this.source = source;
        this.manager = manager;
        this.config = config;
    }

    @Override
    public int size() {
        return config.layers();
    }

    @Override
    public Decoder.Block get(int index) {
        Decoder.Block current = block;
        if (current != null && held == index) {
            return current;
        }
        if (holder != null) {
            holder.close();
        }
        block = null;
        NDManager fresh = manager.newSubManager();
        holder = fresh;
        Decoder.Block read = Decoder.block(source.apply(fresh), config, index);
        held = index;
        block = read;
        if (config.hidden() >= LARGE) {
            NativeMemory.release(); // what the weights were read through
        }
        return read;
    }
}

package org.espalier.tensor;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Arrays that pieces of work take and give back: as many as run at a time, instead of one for each piece, which would
/// go through all of the caches and the heap.
///
/// @param <T> of one size
public final class ArrayPool<T> {

    private final Supplier<T> maker;
    private final ConcurrentLinkedQueue<T> free = new ConcurrentLinkedQueue<>();

    /// Empty at first.
    ///
    /// @param maker makes another
    public ArrayPool(Supplier<T> maker) {
        this.maker = maker;
    }

    /// Does a piece of work with an array, whose content is what the piece before left.
    public void with(Consumer<T> work) {
        T array = free.poll();
        if (array == null) {
            array = maker.get();
        }
        work.accept(array);
        free.add(array);
    }
}

package org.espalier.tensor;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Work on a range in parts, on all processors: whoever is free takes the next part, so that a processor that others
/// slow down holds nobody up for longer than a part takes.
public final class Parts {

    private Parts() {}

    /// Work on a part, independent of the others.
    public interface Body {
        /// Does it.
        ///
        /// @param from the part's first
        /// @param to after its last
        void run(int from, int to);
    }

    /// Does all of a range, and returns when it is done. Which thread takes which part is open.
    ///
    /// What a part throws is thrown here as it is, whichever thread it was on; parts not yet begun are left out.
    ///
    /// @param count length of the range
    /// @param atOnce length of a part, but for the last
    public static void of(int count, int atOnce, Body body) {
        int parts = (count + atOnce - 1) / atOnce;
        int threads = Math.min(parts, ForkJoinPool.getCommonPoolParallelism() + 1);
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        IntStream.range(0, threads).parallel().forEach(_ -> {
            try {
                for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                    body.run(part * atOnce, Math.min(count, (part + 1) * atOnce));
                }
            } catch (RuntimeException | Error e) {
                // The pool would throw another of its class, whose message is the first one's name and message.
                failure.compareAndSet(null, e);
                next.set(parts);
            }
        });
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}

package org.espalier.ui;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Platform;

/// Watches the event thread during a journey: how long it lets an event wait, and whether work of a step is ever seen
/// on it. The first depends on the machine and is only told; the second may never happen.
final class Watchdog implements AutoCloseable {

    private static final List<String> WORK = List.of(
            "org.espalier.workbench.step.",
            "org.espalier.workbench.run.",
            "org.espalier.model.",
            "org.espalier.compress.",
            "org.espalier.firmware.",
            "org.espalier.board.",
            "org.espalier.format.safetensors.");
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(5);

    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    private Watchdog(Thread events) {
        thread = Thread.ofPlatform().daemon().name("watchdog").start(() -> watch(events));
    }

    /// Starts watching; called on the event thread.
    static Watchdog here() {
        return new Watchdog(Thread.currentThread());
    }

    private void watch(Thread events) {
        while (!stopped) {
            if (sent.compareAndSet(0, System.nanoTime())) {
                Platform.runLater(() -> longest.accumulateAndGet(System.nanoTime() - sent.getAndSet(0), Math::max));
            }
            working(events.getStackTrace()).ifPresent(found::add);
            LockSupport.parkNanos(PERIOD);
        }
    }

    /// The innermost frame of work, unless it only sets up a record or a constant.
    private static Optional<String> working(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> WORK.stream().anyMatch(frame.getClassName()::startsWith))
                .filter(frame -> !frame.getMethodName().equals("<init>")
                        && !frame.getMethodName().equals("<clinit>"))
                .filter(frame -> frame.getMethodName().equals("run")
                        || frame.getClassName().contains(".run.Run"))
                .map(StackTraceElement::toString)
                .findFirst();
    }

    /// Work of steps that was seen on the event thread.
    Set<String> found() {
        return Set.copyOf(found);
    }

    /// The longest an event waited so far.
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longest.get());
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}

package org.espalier.ui.shell;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.application.Platform;

/// Watches the event thread: how long it lets an event wait, and what held it meanwhile.
public final class EventWatch implements AutoCloseable {

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long TOLD = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int DEPTH = 80;
    private static final int PLACES = 6;

    private final Thread events;
    private final Consumer<List<StackTraceElement>> seen;
    private final List<Pause> pauses = new CopyOnWriteArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong busiest = new AtomicLong();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final AtomicLong answered = new AtomicLong();
    private final Thread thread;
    private volatile String place = "";
    private volatile boolean stopped;

    /// An event that waited.
    ///
    /// @param place what was done then
    /// @param millis how long it waited
    /// @param busyMillis processor time of the event thread meanwhile: what is left of the wait where
    ///     nothing else runs, but for what the window's other threads held up
    /// @param held the stacks seen meanwhile, innermost frame first, with how often each was seen
    public record Pause(String place, long millis, long busyMillis, Map<List<StackTraceElement>, Integer> held) {

        /// Copies the map.
        public Pause {
            held = Map.copyOf(held);
        }

        /// Frames of this program that held the thread, the most often seen first.
        public List<String> own() {
            Map<String, Integer> own = new HashMap<>();
            held.forEach((stack, times) -> stack.stream()
                    .filter(frame -> frame.getClassName().startsWith("org.espalier."))
                    .findFirst()
                    .ifPresent(frame -> own.merge(frame.toString(), times, Integer::sum)));
            return own.entrySet().stream()
                    .sorted(Comparator.comparingInt(entry -> -entry.getValue()))
                    .limit(PLACES)
                    .map(entry -> entry.getKey() + " x" + entry.getValue())
                    .toList();
        }

        /// The stack seen most often.
        public List<StackTraceElement> usual() {
            return held.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(List.of());
        }

        /// The pause in one line.
        public String inShort() {
            return "%d ms (%d ms of processor time) at %s".formatted(millis, busyMillis, place);
        }

        @Override
        public String toString() {
            return "%d ms (%d ms of processor time) at %s: %s%n%s"
                    .formatted(
                            millis,
                            busyMillis,
                            place,
                            String.join(", ", own()),
                            usual().stream().map(frame -> "    " + frame).collect(Collectors.joining("\n")));
        }
    }

    private EventWatch(Thread events, Consumer<List<StackTraceElement>> seen) {
        this.events = events;
        this.seen = seen;
        this.thread = Thread.ofPlatform().daemon().name("event watch").unstarted(this::watch);
    }

    /// Starts watching; called on the event thread.
    ///
    /// @param seen is given each stack that was seen, innermost frame first
    public static EventWatch here(Consumer<List<StackTraceElement>> seen) {
        EventWatch watch = new EventWatch(Thread.currentThread(), seen);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (!stopped) {
            long sent = System.nanoTime();
            long spent = threads.getThreadCpuTime(events.threadId());
            answered.set(0);
            Platform.runLater(() -> answered.set(System.nanoTime()));
            Map<List<StackTraceElement>, Integer> held = new HashMap<>();
            while (answered.get() == 0 && !stopped) {
                LockSupport.parkNanos(PERIOD);
                List<StackTraceElement> stack =
                        Arrays.stream(events.getStackTrace()).limit(DEPTH).toList();
                held.merge(stack, 1, Integer::sum);
                seen.accept(stack);
            }
            long waited = answered.get() - sent;
            long busy = threads.getThreadCpuTime(events.threadId()) - spent;
            longest.accumulateAndGet(waited, Math::max);
            busiest.accumulateAndGet(busy, Math::max);
            if (waited > TOLD) {
                pauses.add(new Pause(
                        place, TimeUnit.NANOSECONDS.toMillis(waited), TimeUnit.NANOSECONDS.toMillis(busy), held));
            }
            LockSupport.parkNanos(PERIOD);
        }
    }

    /// Says what is done from now on.
    public void at(String now) {
        place = now;
    }

    /// The longest an event waited so far.
    public long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longest.get());
    }

    /// The most processor time the event thread took while an event waited.
    public long busiestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(busiest.get());
    }

    /// Waits of more than 50 ms, the longest first.
    public List<Pause> pauses() {
        List<Pause> all = new ArrayList<>(pauses);
        all.sort(Comparator.comparingLong(pause -> -pause.millis()));
        return all;
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}

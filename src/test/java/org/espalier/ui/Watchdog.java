package org.espalier.ui;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.espalier.ui.shell.EventWatch;

/// Watches the event thread during a journey: how long it lets an event wait, what held it, and whether work of a step
/// is ever seen on it. Waits depend on the machine and are only told; work may never happen.
final class Watchdog implements AutoCloseable {

    private static final List<String> WORK = List.of(
            "org.espalier.workbench.step.",
            "org.espalier.workbench.run.",
            "org.espalier.model.",
            "org.espalier.compress.",
            "org.espalier.firmware.",
            "org.espalier.board.",
            "org.espalier.format.safetensors.");

    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final EventWatch watch = EventWatch.here(stack -> working(stack).ifPresent(found::add));

    /// The innermost frame of work, unless it only sets up a record or a constant.
    private static Optional<String> working(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> WORK.stream().anyMatch(frame.getClassName()::startsWith))
                .filter(frame -> !frame.getMethodName().equals("<init>")
                        && !frame.getMethodName().equals("<clinit>"))
                .filter(frame -> frame.getMethodName().equals("run")
                        || frame.getClassName().contains(".run.Run"))
                .map(StackTraceElement::toString)
                .findFirst();
    }

    /// Says what the journey does from now on.
    void at(String now) {
        watch.at(now);
    }

    /// Work of steps that was seen on the event thread.
    Set<String> found() {
        return Set.copyOf(found);
    }

    /// The longest an event waited so far.
    long longestMillis() {
        return watch.longestMillis();
    }

    /// Waits of more than 50 ms, the longest first.
    List<EventWatch.Pause> pauses() {
        return watch.pauses();
    }

    @Override
    public void close() {
        watch.close();
    }
}

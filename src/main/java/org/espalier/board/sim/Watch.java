package org.espalier.board.sim;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.task.TaskContext;
import org.jspecify.annotations.Nullable;

/// Looks at the clock and the user's wish while native code runs, and stops it when either says so.
final class Watch {

    private static final long EVERY_MILLIS = 20;
    private static final ScheduledExecutorService LOOKOUT = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("virtual-board-watch").factory());

    private final Runnable stop;
    private boolean running;
    private @Nullable Outcome reason;
    private @Nullable ScheduledFuture<?> looking;

    Watch(Runnable stop) {
        this.stop = stop;
    }

    synchronized void start(Duration limit, TaskContext context) {
        running = true;
        reason = null;
        long deadline = System.nanoTime() + limit.toNanos();
        looking = LOOKOUT.scheduleWithFixedDelay(
                () -> look(limit, deadline, context), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look(Duration limit, long deadline, TaskContext context) {
        if (!running) {
            return;
        }
        if (context.cancelled()) {
            reason = new Outcome.Cancelled();
        } else if (System.nanoTime() - deadline >= 0) {
            reason = new Outcome.TimedOut(limit);
        } else {
            return;
        }
        // Said again at each look until the run has returned: a stop just before the start would be lost.
        stop.run();
    }

    synchronized void finish() {
        running = false;
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    /// Why the run was stopped, or null if it was not.
    synchronized @Nullable Outcome reason() {
        return reason;
    }
}

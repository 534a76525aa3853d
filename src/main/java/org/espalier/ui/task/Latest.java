package org.espalier.ui.task;

import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.util.Duration;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// A load of which only the last request counts: waits for a pause, cancels the one before, drops what comes too late.
///
/// @param <R> the result
public final class Latest<R> {

    private final Tasks tasks;
    private final PauseTransition pause;
    private @Nullable Work<R> current;
    private boolean waiting;

    /// A load that starts `delay` milliseconds after its last request.
    public Latest(Tasks tasks, double delay) {
        this.tasks = tasks;
        this.pause = new PauseTransition(Duration.millis(Math.max(delay, 1)));
    }

    /// Requests a run; `done` or `failed` hears of it only if no later request came.
    public void request(String title, WorkBody<R> body, Consumer<R> done, Consumer<WorkbenchException> failed) {
        stop();
        setWaiting(true);
        pause.setOnFinished(_ -> {
            setWaiting(false);
            Work<R> work = tasks.load(title, body);
            current = work;
            work.done(value -> {
                if (current == work) {
                    done.accept(value);
                }
            });
            work.failed(error -> {
                if (current == work) {
                    failed.accept(error);
                }
            });
        });
        pause.playFromStart();
    }

    /// Forgets the request, running or waiting.
    public void stop() {
        pause.stop();
        setWaiting(false);
        if (current != null) {
            current.cancel();
            current = null;
        }
    }

    private void setWaiting(boolean now) {
        if (now != waiting) {
            waiting = now;
            tasks.waiting(now ? 1 : -1);
        }
    }
}

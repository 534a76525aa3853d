package org.espalier.ui.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.espalier.task.CancelledException;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.task.WorkbenchException;
import org.jspecify.annotations.Nullable;

/// One piece of background work: a body on a worker thread, and its state as properties on the event thread.
///
/// The worker writes plain fields and a queue; [#poll()] carries them over, so a body that reports a million times a
/// second costs the window ten updates.
///
/// @param <R> the result
public final class Work<R> {

    private final String title;
    private final WorkBody<R> body;
    private final Context context = new Context();
    private final ReadOnlyObjectWrapper<WorkState> state = new ReadOnlyObjectWrapper<>(this, "state", WorkState.QUEUED);
    private final ReadOnlyStringWrapper stage = new ReadOnlyStringWrapper(this, "stage", "");
    private final ReadOnlyDoubleWrapper fraction = new ReadOnlyDoubleWrapper(this, "fraction", -1);
    private final ReadOnlyObjectWrapper<Duration> elapsed = new ReadOnlyObjectWrapper<>(this, "elapsed", Duration.ZERO);
    private final ReadOnlyObjectWrapper<@Nullable Duration> left = new ReadOnlyObjectWrapper<>(this, "left", null);
    private final List<Consumer<R>> onDone = new ArrayList<>();
    private final List<Consumer<WorkbenchException>> onFailed = new ArrayList<>();
    private final List<Runnable> onEnd = new ArrayList<>();
    private final List<Consumer<TaskEvent>> onEvent = new ArrayList<>();
    private volatile @Nullable Outcome<R> outcome;
    private volatile long startedNanos;
    private @Nullable WorkbenchException error;

    Work(String title, WorkBody<R> body) {
        this.title = title;
        this.body = body;
    }

    private sealed interface Outcome<R> {
        record Done<R>(R value) implements Outcome<R> {}

        record Stopped<R>() implements Outcome<R> {}

        record Failed<R>(WorkbenchException error) implements Outcome<R> {}
    }

    /// What the worker sees.
    private static final class Context implements TaskContext {
        private final Queue<TaskEvent> events = new ConcurrentLinkedQueue<>();
        private volatile String stage = "";
        private volatile long stageNanos;
        private volatile long done;
        private volatile long total;
        private volatile boolean cancelled;

        @Override
        public void stage(String name) {
            stage = name;
            total = 0;
            done = 0;
            stageNanos = System.nanoTime();
        }

        @Override
        public void progress(long done, long total) {
            this.done = done;
            this.total = total;
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public void emit(TaskEvent event) {
            events.add(event);
        }
    }

    /// Runs the body; on the worker thread.
    void execute() {
        startedNanos = System.nanoTime();
        context.stageNanos = startedNanos;
        try {
            context.checkCancelled();
            outcome = new Outcome.Done<>(body.run(context));
        } catch (CancelledException e) {
            outcome = new Outcome.Stopped<>();
        } catch (WorkbenchException e) {
            outcome = new Outcome.Failed<>(e);
        } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError e) {
            outcome = new Outcome.Failed<>(Defects.explain(title, e));
        }
    }

    /// Carries what the worker reported over to the properties; on the event thread.
    void poll() {
        if (state.get().ended()) {
            return;
        }
        // Read first: what the worker told before its end is in the queue by then.
        Outcome<R> ended = outcome;
        for (TaskEvent event = context.events.poll(); event != null; event = context.events.poll()) {
            for (Consumer<TaskEvent> listener : List.copyOf(onEvent)) {
                listener.accept(event);
            }
        }
        if (startedNanos == 0) {
            return;
        }
        stage.set(context.stage);
        long total = context.total;
        double share = total <= 0 ? -1 : Math.clamp((double) context.done / total, 0, 1);
        fraction.set(share);
        long now = System.nanoTime();
        elapsed.set(Duration.ofNanos(now - startedNanos));
        left.set(remaining(share, now - context.stageNanos));
        if (ended == null) {
            state.set(context.cancelled ? WorkState.STOPPING : WorkState.RUNNING);
            return;
        }
        try {
            end(ended);
        } finally {
            onEnd.forEach(Runnable::run);
        }
    }

    private void end(Outcome<R> ended) {
        switch (ended) {
            case Outcome.Done<R>(R value) -> {
                fraction.set(1);
                state.set(WorkState.DONE);
                onDone.forEach(c -> c.accept(value));
            }
            case Outcome.Stopped<R> _ -> state.set(WorkState.CANCELLED);
            case Outcome.Failed<R>(WorkbenchException e) -> {
                error = e;
                state.set(WorkState.FAILED);
                onFailed.forEach(c -> c.accept(e));
            }
        }
    }

    private static @Nullable Duration remaining(double share, long spentNanos) {
        if (share < 0.02 || spentNanos < 1_000_000_000L) {
            return null;
        }
        return Duration.ofNanos((long) (spentNanos * (1 - share) / share));
    }

    /// Asks the work to stop; it does at its next check, or never starts.
    public void cancel() {
        context.cancelled = true;
        if (!state.get().ended()) {
            state.set(WorkState.STOPPING);
        }
    }

    /// Runs `action` with the result, on the event thread.
    public Work<R> done(Consumer<R> action) {
        onDone.add(action);
        return this;
    }

    /// Runs `action` with the error if there is one, on the event thread.
    public Work<R> failed(Consumer<WorkbenchException> action) {
        onFailed.add(action);
        return this;
    }

    /// Runs `action` however the work ends, last, on the event thread.
    public Work<R> ended(Runnable action) {
        onEnd.add(action);
        return this;
    }

    /// Runs `action` for each event the work emits, in order, on the event thread.
    public Work<R> event(Consumer<TaskEvent> action) {
        onEvent.add(action);
        return this;
    }

    /// What the work is, in the user's words.
    public String title() {
        return title;
    }

    /// The error it failed with.
    public @Nullable WorkbenchException error() {
        return error;
    }

    /// Where it stands.
    public ReadOnlyObjectProperty<WorkState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// What it does now.
    public ReadOnlyStringProperty stageProperty() {
        return stage.getReadOnlyProperty();
    }

    /// How much of the stage is done, 0 to 1; negative if unknown.
    public ReadOnlyDoubleProperty fractionProperty() {
        return fraction.getReadOnlyProperty();
    }

    /// How long it has run.
    public ReadOnlyObjectProperty<Duration> elapsedProperty() {
        return elapsed.getReadOnlyProperty();
    }

    /// How long the stage will still take; null while nobody can tell.
    public ReadOnlyObjectProperty<@Nullable Duration> leftProperty() {
        return left.getReadOnlyProperty();
    }
}

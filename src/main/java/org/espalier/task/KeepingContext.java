package org.espalier.task;

import java.util.Map;

/// Keeps what work tells, stages and events alike, and passes everything on.
public abstract class KeepingContext implements TaskContext {

    private final TaskContext listener;

    /// @param listener who hears everything, and is asked about cancelling
    protected KeepingContext(TaskContext listener) {
        this.listener = listener;
    }

    /// Keeps an event; a stage is one of kind `stage` with its `name`. Called from any thread.
    protected abstract void keep(TaskEvent event);

    @Override
    public final void stage(String name) {
        keep(new TaskEvent("stage", Map.of("name", name)));
        listener.stage(name);
    }

    @Override
    public final void progress(long done, long total) {
        listener.progress(done, total);
    }

    @Override
    public final boolean cancelled() {
        return listener.cancelled();
    }

    @Override
    public final void emit(TaskEvent event) {
        keep(event);
        listener.emit(event);
    }
}

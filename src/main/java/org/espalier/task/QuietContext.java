package org.espalier.task;

/// A context without stages and progress, for small work inside larger.
///
/// @param outer who is asked about cancelling, and hears events
public record QuietContext(TaskContext outer) implements TaskContext {

    @Override
    public void stage(String name) {}

    @Override
    public void progress(long done, long total) {}

    @Override
    public boolean cancelled() {
        return outer.cancelled();
    }

    @Override
    public void emit(TaskEvent event) {
        outer.emit(event);
    }
}

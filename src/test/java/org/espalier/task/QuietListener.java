package org.espalier.task;

/// Hears nothing and never cancels; a test overrides what it looks at.
public interface QuietListener extends TaskContext {

    @Override
    default void stage(String name) {}

    @Override
    default void progress(long done, long total) {}

    @Override
    default boolean cancelled() {
        return false;
    }

    @Override
    default void emit(TaskEvent event) {}
}

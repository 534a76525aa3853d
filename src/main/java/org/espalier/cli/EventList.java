package org.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;

/// Passes everything on and remembers stages and events, for the record of the run.
final class EventList implements TaskContext {

    private static final int MOST = 100_000;

    private final TaskContext listener;
    private final List<TaskEvent> events = new ArrayList<>();

    EventList(TaskContext listener) {
        this.listener = listener;
    }

    /// What happened so far, oldest first.
    synchronized List<TaskEvent> list() {
        return List.copyOf(events);
    }

    private synchronized void keep(TaskEvent event) {
        if (events.size() < MOST) {
            events.add(event);
        }
    }

    @Override
    public void stage(String name) {
        keep(new TaskEvent("stage", Map.of("name", name)));
        listener.stage(name);
    }

    @Override
    public void progress(long done, long total) {
        listener.progress(done, total);
    }

    @Override
    public boolean cancelled() {
        return listener.cancelled();
    }

    @Override
    public void emit(TaskEvent event) {
        keep(event);
        listener.emit(event);
    }
}

package org.espalier.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.task.KeepingContext;
import org.espalier.task.TaskContext;
import org.espalier.task.TaskEvent;
import org.espalier.workbench.run.RunFolder;
import org.espalier.workbench.run.RunRequest;

/// Passes everything on, remembers stages and events, and makes a run of the result before it is put in its place: a
/// result is never there without its record.
final class RecordedResult extends KeepingContext {

    private static final int MOST = 100_000;

    private final TaskContext listener;
    private final Path place;
    private final Supplier<RunRequest> request;
    private final List<TaskEvent> events = new ArrayList<>();
    private final long start = System.nanoTime();

    /// @param place where the result goes that becomes a run; others that are made on the way are left alone
    RecordedResult(TaskContext listener, Path place, Supplier<RunRequest> request) {
        super(listener);
        this.listener = listener;
        this.place = place;
        this.request = request;
    }

    @Override
    public void staged(Path folder, Path to, Record result) {
        if (to.equals(place)) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            RunFolder.attach(folder, request.get(), list(), result, took);
        }
        listener.staged(folder, to, result);
    }

    private synchronized List<TaskEvent> list() {
        return List.copyOf(events);
    }

    @Override
    protected synchronized void keep(TaskEvent event) {
        if (events.size() < MOST) {
            events.add(event);
        }
    }
}

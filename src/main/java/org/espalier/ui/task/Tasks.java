package org.espalier.ui.task;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.Observable;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Duration;

/// Starts background work and keeps the list of it.
///
/// What the user starts runs two at a time, the rest waits its turn; what a page loads for itself runs at once and is
/// not listed. All methods are called on the event thread.
public final class Tasks {

    private static final double POLL_MILLIS = 100;
    private static final int LANES = 2;
    private static final int KEPT = 20;

    private final ObservableList<Work<?>> shown =
            FXCollections.observableArrayList(work -> new Observable[] {work.stateProperty()});
    private final ObservableList<Work<?>> active = FXCollections.observableArrayList();
    private final ObservableList<Work<?>> shownView = FXCollections.unmodifiableObservableList(shown);
    private final ObservableList<Work<?>> activeView = FXCollections.unmodifiableObservableList(active);
    private final ExecutorService lanes = Executors.newFixedThreadPool(LANES, BackgroundThreads.named("work"));
    private final ExecutorService loads = Executors.newCachedThreadPool(BackgroundThreads.named("load"));
    private int waiting;
    private final Timeline clock = new Timeline(new KeyFrame(Duration.millis(POLL_MILLIS), _ -> poll()));

    /// No work yet.
    public Tasks() {
        clock.setCycleCount(Animation.INDEFINITE);
    }

    /// Starts work the user asked for: listed in the status bar, queued when two are running.
    public <R> Work<R> start(String title, WorkBody<R> body) {
        Work<R> work = new Work<>(title, body);
        shown.addFirst(work);
        while (shown.size() > KEPT && shown.getLast().stateProperty().get().ended()) {
            shown.removeLast();
        }
        submit(work, lanes);
        return work;
    }

    /// Loads something a page shows: runs at once, not listed.
    public <R> Work<R> load(String title, WorkBody<R> body) {
        Work<R> work = new Work<>(title, body);
        submit(work, loads);
        return work;
    }

    private void submit(Work<?> work, ExecutorService executor) {
        active.add(work);
        if (executor.isShutdown()) {
            // What the end of other work asks for while the program ends.
            work.cancel();
            work.execute();
        } else {
            executor.execute(work::execute);
        }
        clock.play();
    }

    private void poll() {
        for (Work<?> work : List.copyOf(active)) {
            work.poll();
        }
        active.removeIf(work -> work.stateProperty().get().ended());
        if (active.isEmpty()) {
            clock.stop();
        }
    }

    /// Counts requests that wait for a pause to end and will start then.
    void waiting(int change) {
        waiting += change;
    }

    /// Whether nothing runs or waits.
    public boolean idle() {
        return active.isEmpty() && waiting == 0;
    }

    /// Whether work that the user started runs or waits.
    public boolean busy() {
        return shown.stream().anyMatch(work -> !work.stateProperty().get().ended());
    }

    /// The work the user started, newest first, ended work included; says too when one of them begins, stops or ends.
    public ObservableList<Work<?>> shown() {
        return shownView;
    }

    /// Everything that runs or waits, loads included.
    public ObservableList<Work<?>> active() {
        return activeView;
    }

    /// Forgets the work that has ended.
    public void clearEnded() {
        shown.removeIf(work -> work.stateProperty().get().ended());
    }

    /// Asks everything to stop and starts nothing more; for the end of the program.
    public void close() {
        active.forEach(Work::cancel);
        lanes.shutdown();
        loads.shutdown();
    }
}

package org.espalier.ui.shell;

import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Subscription;
import org.controlsfx.control.PopOver;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Tasks;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The line below the pages: background work at the left, facts about this machine at the right as far as there is
/// room.
final class StatusLine extends HBox {

    /// Pixels between the button and its list: what touches it would take the button's clicks.
    private static final double APART = 26;

    private final Tasks tasks;
    private final Label text = Parts.label("");
    private final ProgressBar bar = new ProgressBar();
    private final Button cancel = Parts.iconButton("task.cancel", "mdi2c-close", this::cancel);
    private final Button list = new Button();
    private final TaskList all;
    private @Nullable Work<?> current;
    private Subscription following = Subscription.EMPTY;
    private @Nullable PopOver popOver;
    private boolean closedHere;

    StatusLine(Session session) {
        tasks = session.tasks();
        all = new TaskList(tasks);
        getStyleClass().add("status");
        text.setId("status.text");
        text.setMinWidth(0);
        bar.setAccessibleText(Words.of("task.progress"));
        bar.setMinWidth(USE_PREF_SIZE);
        cancel.setMinWidth(USE_PREF_SIZE);
        list.setId("status.tasks");
        list.getStyleClass().add("flat-button");
        list.setMinWidth(USE_PREF_SIZE);
        list.setOnAction(_ -> showList());
        MachineFacts facts = new MachineFacts();
        HBox.setHgrow(facts, Priority.ALWAYS);
        // The text grows and shrinks with the work's stages: what is pressed stands before it and stays in its place.
        getChildren().addAll(list, bar, cancel, text, facts);
        tasks.shown().addListener((ListChangeListener<Work<?>>) _ -> choose());
        choose();
    }

    /// Follows the oldest work that runs, else the newest that ended.
    private void choose() {
        List<Work<?>> shown = tasks.shown();
        Work<?> next = shown.reversed().stream()
                .filter(work -> !work.stateProperty().get().ended())
                .findFirst()
                .orElse(shown.isEmpty() ? null : shown.getFirst());
        if (next != current) {
            current = next;
            following.unsubscribe();
            following = next == null
                    ? Subscription.EMPTY
                    : Subscription.combine(
                            next.stageProperty().subscribe(this::update),
                            next.fractionProperty().subscribe(this::update),
                            next.leftProperty().subscribe(this::update));
        }
        update();
    }

    private void update() {
        Work<?> work = current;
        long running = tasks.shown().stream()
                .filter(w -> !w.stateProperty().get().ended())
                .count();
        list.setText(running == 0 ? Words.of("task.none") : Words.count("task.running", running));
        boolean live = work != null && !work.stateProperty().get().ended();
        Parts.visible(bar, live);
        Parts.visible(cancel, live);
        Parts.visible(text, work != null);
        if (work != null) {
            text.setText(WorkText.line(work));
            bar.setProgress(work.fractionProperty().get());
        }
    }

    private void cancel() {
        if (current != null) {
            current.cancel();
        }
    }

    /// Opens the list, or closes it: a press on the button has closed an open one before the button hears of it.
    private void showList() {
        PopOver open = popOver;
        popOver = null;
        if (open != null && (open.isShowing() || closedHere)) {
            open.hide();
            return;
        }
        PopOver made = new PopOver(all);
        made.setArrowLocation(PopOver.ArrowLocation.BOTTOM_LEFT);
        made.setTitle(Words.of("task.list"));
        made.setHeaderAlwaysVisible(true);
        closedHere = false;
        made.setOnAutoHide(_ -> closedHere = list.isHover());
        popOver = made;
        made.show(list, -APART);
    }
}

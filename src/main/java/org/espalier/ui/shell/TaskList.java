package org.espalier.ui.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.task.Tasks;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Words;

/// Every piece of work the user started, the newest first, each with its progress and a way to cancel it.
final class TaskList extends VBox {

    private final Tasks tasks;
    private final Map<Work<?>, Node> rows = new HashMap<>();
    private final Node empty = Parts.paragraph(Words.of("task.list.empty"), "muted");
    private final Node clear;

    TaskList(Tasks tasks) {
        this.tasks = tasks;
        clear = Parts.button("task.clear", tasks::clearEnded, "flat-button");
        getStyleClass().add("task-list");
        tasks.shown().addListener((ListChangeListener<Work<?>>) _ -> fill());
        fill();
    }

    /// A row is made once for each piece of work: it follows it by itself.
    private void fill() {
        rows.keySet().retainAll(tasks.shown());
        List<Node> now = new ArrayList<>();
        tasks.shown().forEach(work -> now.add(rows.computeIfAbsent(work, TaskList::row)));
        now.add(now.isEmpty() ? empty : clear);
        if (!getChildren().equals(now)) {
            getChildren().setAll(now);
        }
    }

    private static Node row(Work<?> work) {
        Label line = Parts.paragraph("");
        ProgressBar bar = new ProgressBar();
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(Words.of("task.progress"));
        bar.progressProperty().bind(work.fractionProperty());
        Button cancel = Parts.iconButton("task.cancel", "mdi2c-close", work::cancel);
        VBox text = new VBox(4, line, bar);
        HBox.setHgrow(text, Priority.ALWAYS);
        Runnable update = () -> {
            line.setText(WorkText.line(work));
            boolean ended = work.stateProperty().get().ended();
            Parts.visible(bar, !ended);
            Parts.visible(cancel, !ended);
        };
        work.stateProperty().subscribe(update);
        work.stageProperty().subscribe(update);
        work.fractionProperty().subscribe(update);
        update.run();
        return Parts.row(8, text, cancel);
    }
}

package org.espalier.ui.shell;

import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;

/// The tour of five steps for whoever opens the window for the first time: a line above the page, each step on the page
/// it is about. It goes on where it was left and is not shown again once it was ended.
final class Tour extends HBox {

    private static final String KEY = "tour";
    private static final String DONE = "done";
    private static final List<PageId> PAGES =
            List.of(PageId.HOME, PageId.MODELS, PageId.PRUNE, PageId.MEMORY, PageId.SETTINGS);

    private final Session session;
    private final Label count = Parts.label("", "strong");
    private final Label text = Parts.paragraph("");
    private final Button back = Parts.button("tour.back", () -> go(-1));
    private final Button next = Parts.button("tour.next", () -> go(1));
    private int step;

    Tour(Session session) {
        super(12);
        this.session = session;
        setId("tour");
        getStyleClass().add("tour");
        count.setMinWidth(USE_PREF_SIZE);
        text.setMinWidth(0);
        HBox.setHgrow(text, Priority.ALWAYS);
        text.setMaxWidth(Double.MAX_VALUE);
        Button end = Parts.button("tour.end", this::end);
        for (Button button : List.of(back, next, end)) {
            button.setMinWidth(USE_PREF_SIZE);
        }
        getChildren().addAll(Parts.icon("mdi2s-sign-direction"), count, text, back, next, end);
        String kept = session.preferences().get(KEY, "0");
        Parts.visible(this, !kept.equals(DONE));
        if (!kept.equals(DONE)) {
            step = Math.clamp((int) session.preferences().get(KEY, 0.0), 0, PAGES.size() - 1);
            show();
        }
    }

    /// Starts from the first step.
    void start() {
        step = 0;
        Parts.visible(this, true);
        go(0);
    }

    private void go(int by) {
        if (step + by >= PAGES.size()) {
            end();
            return;
        }
        step = Math.max(0, step + by);
        session.preferences().put(KEY, String.valueOf(step));
        session.pageProperty().set(PAGES.get(step));
        show();
    }

    private void show() {
        count.setText(Words.of("tour.count", step + 1, PAGES.size()));
        text.setText(Words.of("tour.step." + (step + 1)));
        back.setDisable(step == 0);
        next.setText(Words.of(step == PAGES.size() - 1 ? "tour.last" : "tour.next"));
    }

    private void end() {
        session.preferences().put(KEY, DONE);
        Parts.visible(this, false);
    }
}

package org.espalier.ui.shell;

import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.guide.GuideView;
import org.espalier.ui.session.Session;
import org.espalier.ui.task.Tasks;
import org.espalier.ui.task.Work;
import org.espalier.ui.text.Words;
import org.jspecify.annotations.Nullable;

/// The frame: rail left, header and budget strip above, status bar below, the page in the middle, guide and finder over
/// it.
final class ShellView extends StackPane {

    private final BorderPane content = new BorderPane();
    private final ScrollPane room = new ScrollArea();
    private final Finder finder = new Finder();
    private final HBox closing = Parts.row(8);
    private final Tour tour;
    private final GuideView guide;

    ShellView(Session session, Runnable search) {
        tour = new Tour(session);
        guide = new GuideView(session.tasks());
        content.setTop(new VBox(new Header(session, search), new BudgetStrip(session), closing, tour));
        closing.setId("close.bar");
        closing.getStyleClass().addAll("banner", "closing");
        Tasks tasks = session.tasks();
        tasks.active().addListener((ListChangeListener<Work<?>>) _ -> {
            if (!tasks.busy()) {
                Parts.visible(closing, false);
            }
        });
        Parts.visible(closing, false);
        room.setFitToWidth(true);
        room.setFitToHeight(true);
        room.getStyleClass().addAll("page-scroll", "room-scroll");
        content.setCenter(room);
        BorderPane frame = new BorderPane();
        frame.setLeft(new Rail(session));
        frame.setCenter(content);
        frame.setBottom(new StatusLine(session));
        StackPane.setAlignment(guide, javafx.geometry.Pos.TOP_RIGHT);
        getChildren().addAll(frame, guide, finder);
    }

    /// Puts a page in front; one that needs more room than there is scrolls, at large sizes of type. Keys that went to
    /// the page before go to this one: Tab leads to its first control.
    void setPage(String name, Node page) {
        boolean keys = within(getScene() == null ? null : getScene().getFocusOwner(), room);
        room.setAccessibleText(name);
        room.setContent(page);
        if (keys) {
            room.requestFocus();
        }
    }

    private static boolean within(@Nullable Node node, Node parent) {
        return node != null && (node.equals(parent) || within(node.getParent(), parent));
    }

    /// Says above the page that closing stops work, with a button that closes all the same; true once it was said.
    boolean confirm(Tasks tasks, Runnable close) {
        if (closing.isVisible()) {
            return true;
        }
        long running = tasks.shown().stream()
                .filter(work -> !work.stateProperty().get().ended())
                .count();
        Button keep = Parts.button("close.keep", () -> Parts.visible(closing, false));
        closing.getChildren()
                .setAll(
                        Parts.icon("mdi2a-alert"),
                        Parts.label(Words.count("close.running", running), "strong"),
                        Parts.label(Words.of("close.note"), "muted"),
                        Parts.spacer(),
                        keep,
                        Parts.button("close.anyway", close));
        Parts.visible(closing, true);
        keep.requestFocus();
        return false;
    }

    /// The tour's line.
    Tour tour() {
        return tour;
    }

    /// The guide at the right.
    GuideView guide() {
        return guide;
    }

    Finder finder() {
        return finder;
    }
}

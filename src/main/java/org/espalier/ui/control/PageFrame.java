package org.espalier.ui.control;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.espalier.task.WorkbenchException;

/// What every page has: a title, its subject, its one primary button at the right, a place for errors, and a body.
public final class PageFrame extends VBox {

    private final Label subject = Parts.label("", "muted");
    private final HBox head;
    private final Banner banner = new Banner();

    /// A page called `title` with its actions at the right of the title, the primary one last.
    public PageFrame(String title, Node... actions) {
        getStyleClass().add("page");
        Label name = Parts.label(title, "page-title");
        name.setMinWidth(USE_PREF_SIZE);
        subject.setTextOverrun(javafx.scene.control.OverrunStyle.CENTER_ELLIPSIS);
        head = new HBox(name, subject, Parts.spacer());
        head.getStyleClass().add("page-head");
        head.getChildren().addAll(actions);
        getChildren().addAll(head, banner);
    }

    /// The frame of the page that `node` is on.
    public static Optional<PageFrame> around(Node node) {
        return Stream.<Node>iterate(node, Objects::nonNull, Node::getParent)
                .filter(PageFrame.class::isInstance)
                .map(PageFrame.class::cast)
                .findFirst();
    }

    /// Puts the body below the head.
    public void setBody(Node body) {
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().setAll(head, banner, body);
    }

    /// What the page is about, beside the title: the model's folder, the board.
    public Label subject() {
        return subject;
    }

    /// Shows an error at the top of the page.
    public void show(WorkbenchException error) {
        banner.show(error);
    }

    /// Takes the error away.
    public void clearError() {
        banner.hide();
    }
}

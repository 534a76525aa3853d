package org.espalier.ui.shell;

import javafx.scene.Node;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.session.Session;

/// The frame: rail left, header and budget strip above, status bar below, the page in the middle, the finder over it.
final class ShellView extends StackPane {

    private final BorderPane content = new BorderPane();
    private final Finder finder = new Finder();

    ShellView(Session session, Runnable search) {
        content.setTop(new VBox(new Header(session, search), new BudgetStrip(session)));
        BorderPane frame = new BorderPane();
        frame.setLeft(new Rail(session));
        frame.setCenter(content);
        frame.setBottom(new StatusLine(session));
        getChildren().addAll(frame, finder);
    }

    void setPage(Node page) {
        content.setCenter(page);
    }

    Finder finder() {
        return finder;
    }
}

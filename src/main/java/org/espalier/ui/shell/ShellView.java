package org.espalier.ui.shell;

import javafx.scene.Node;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import org.espalier.ui.session.Session;

/// The frame: rail left, header and budget strip above, status bar below, the page in the middle.
final class ShellView extends BorderPane {

    private final BorderPane content = new BorderPane();

    ShellView(Session session) {
        content.setTop(new VBox(new Header(session), new BudgetStrip(session)));
        setLeft(new Rail(session));
        setCenter(content);
        setBottom(new StatusLine(session));
    }

    void setPage(Node page) {
        content.setCenter(page);
    }
}

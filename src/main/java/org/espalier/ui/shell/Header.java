package org.espalier.ui.shell;

import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;

/// The line above the pages: where we are, and the board in question.
final class Header extends HBox {

    Header(Session session, Runnable search) {
        getStyleClass().add("header");
        Hyperlink project = new Hyperlink();
        project.setId("header.project");
        project.getStyleClass().add("crumb");
        project.setOnAction(_ -> session.pageProperty().set(PageId.HOME));
        session.projectProperty().subscribe(open -> {
            project.setText(open == null ? Words.of("header.none") : open.file().name());
            project.setVisited(false);
        });
        Label page = Parts.label("", "strong");
        page.setId("header.page");
        page.setMinWidth(USE_PREF_SIZE);
        project.setMinWidth(0);
        session.pageProperty().subscribe(id -> page.setText(id.title()));
        Button find = Parts.button("header.search", search, "search-button");
        find.setGraphic(Parts.icon("mdi2m-magnify", "quiet"));
        getChildren()
                .addAll(
                        project,
                        Parts.icon("mdi2c-chevron-right", "quiet"),
                        page,
                        Parts.spacer(),
                        find,
                        new BoardPicker(session));
    }
}

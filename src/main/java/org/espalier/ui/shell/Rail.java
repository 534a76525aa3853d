package org.espalier.ui.shell;

import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;

/// The pages at the left edge, an icon over a word each; Settings at the bottom.
final class Rail extends VBox {

    Rail(Session session) {
        getStyleClass().add("rail");
        setAccessibleText(Words.of("rail.name"));
        ToggleGroup group = new ToggleGroup();
        for (PageId id : PageId.values()) {
            if (id == PageId.SETTINGS) {
                getChildren().add(Parts.spacer());
            }
            ToggleButton button = new ToggleButton(id.title(), Parts.icon(id.icon()));
            button.setId("rail." + id.word());
            button.getStyleClass().add("rail-button");
            button.setContentDisplay(ContentDisplay.TOP);
            button.setToggleGroup(group);
            button.setTooltip(new Tooltip(Words.of("rail.tip", id.title(), id.digit())));
            button.setOnAction(_ -> {
                button.setSelected(true);
                session.pageProperty().set(id);
            });
            session.pageProperty().subscribe(page -> button.setSelected(page == id));
            getChildren().add(button);
        }
    }
}

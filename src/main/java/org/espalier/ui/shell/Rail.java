package org.espalier.ui.shell;

import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.espalier.ui.control.Parts;
import org.espalier.ui.control.ScrollArea;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;

/// The pages at the left edge, an icon over a word each; Settings at the bottom. It scrolls where type is too large for
/// all of them.
final class Rail extends ScrollArea {

    Rail(Session session) {
        VBox buttons = new VBox();
        buttons.getStyleClass().add("rail");
        setContent(buttons);
        setFitToHeight(true);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        getStyleClass().addAll("page-scroll", "rail-scroll");
        setAccessibleText(Words.of("rail.name"));
        ToggleGroup group = new ToggleGroup();
        for (PageId id : PageId.values()) {
            if (id == PageId.SETTINGS) {
                buttons.getChildren().add(Parts.spacer());
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
            button.focusedProperty().subscribe(focused -> {
                if (focused) {
                    show(button, buttons);
                }
            });
            buttons.getChildren().add(button);
        }
    }

    /// Scrolls as far as is needed to see a button.
    private void show(ToggleButton button, VBox buttons) {
        double hidden = buttons.getHeight() - getViewportBounds().getHeight();
        if (hidden > 0) {
            setVvalue(Math.clamp(button.getLayoutY() / hidden, 0, 1));
        }
    }
}

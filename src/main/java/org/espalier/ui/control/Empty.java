package org.espalier.ui.control;

import javafx.scene.Node;
import javafx.scene.layout.VBox;

/// An empty page: one sentence that says what is missing, one button that supplies it.
public final class Empty extends VBox {

    /// A sentence below an icon, with what supplies the missing thing.
    public Empty(String icon, String sentence, Node... remedies) {
        getStyleClass().add("empty");
        javafx.scene.control.Label text = Parts.paragraph(sentence, "muted");
        text.setMaxWidth(480);
        text.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        getChildren().addAll(Parts.icon(icon, "empty-icon"), text);
        getChildren().addAll(remedies);
    }
}

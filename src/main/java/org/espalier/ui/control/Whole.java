package org.espalier.ui.control;

import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;

/// Shows the whole text of what may be cut off, when the mouse rests on it.
public final class Whole {

    private Whole() {}

    /// Gives `labeled` its own text as a tooltip, for as long as it has any.
    public static void onHover(Labeled labeled) {
        Tooltip whole = new Tooltip();
        whole.textProperty().bind(labeled.textProperty());
        labeled.textProperty().subscribe(text -> labeled.setTooltip(text == null || text.isEmpty() ? null : whole));
    }
}

package org.espalier.ui.control;

import javafx.scene.control.Tooltip;
import org.espalier.task.Label;
import org.espalier.ui.text.Words;

/// The small letter after a number that says where it comes from: E, S, M or I, with the words in its tooltip.
public final class OriginTag extends javafx.scene.control.Label {

    /// A tag for `label`.
    public OriginTag(Label label) {
        getStyleClass().add("tag");
        set(label);
    }

    /// Changes what it says.
    public void set(Label label) {
        getStyleClass().removeIf(s -> !s.equals("tag") && !s.equals("label"));
        getStyleClass().add(label.word());
        setText(label.name().substring(0, 1));
        String words = Words.of("origin." + label.word());
        setTooltip(new Tooltip(words));
        setAccessibleText(words);
    }
}

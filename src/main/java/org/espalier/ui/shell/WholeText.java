package org.espalier.ui.shell;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import org.jspecify.annotations.Nullable;

/// Shows the whole of any words that are cut off, when the mouse rests on them: labels, buttons, tabs, headings of
/// columns and cells alike. What has a tooltip of its own keeps it.
final class WholeText {

    private static final String KEY = "whole text";

    private WholeText() {}

    /// For everything in a scene.
    static void show(Scene scene) {
        scene.addEventFilter(MouseEvent.MOUSE_ENTERED_TARGET, event -> {
            if (event.getTarget() instanceof Node node) {
                Labeled labeled = labeled(node);
                if (labeled != null) {
                    entered(labeled);
                }
            }
        });
    }

    private static @Nullable Labeled labeled(Node node) {
        return node instanceof Labeled labeled ? labeled : node.getParent() instanceof Labeled labeled ? labeled : null;
    }

    private static void entered(Labeled labeled) {
        boolean ours = labeled.getProperties().get(KEY) instanceof Tooltip;
        if (labeled.isTextTruncated() && (ours || labeled.getTooltip() == null)) {
            Tooltip whole = new Tooltip(labeled.getText());
            labeled.getProperties().put(KEY, whole);
            labeled.setTooltip(whole);
        } else if (ours) {
            labeled.getProperties().remove(KEY);
            labeled.setTooltip(null);
        }
    }
}

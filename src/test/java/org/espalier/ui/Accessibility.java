package org.espalier.ui;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextInputControl;
import org.jspecify.annotations.Nullable;

/// Walks a scene as a screen reader would and lists what it could not name.
final class Accessibility {

    private Accessibility() {}

    /// The focusable nodes below `root` that have neither words of their own nor an accessible text.
    static List<String> unnamed(Parent root) {
        List<String> found = new ArrayList<>();
        walk(root, labelled(root), found);
        return found;
    }

    private static List<Node> labelled(Node node) {
        List<Node> targets = new ArrayList<>();
        if (node instanceof Label label && label.getLabelFor() != null) {
            targets.add(label.getLabelFor());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> targets.addAll(labelled(child)));
        }
        return targets;
    }

    private static void walk(Node node, List<Node> labelled, List<String> found) {
        if (!node.isVisible()) {
            return;
        }
        if (node.isFocusTraversable() && needsName(node) && !labelled.contains(node) && !named(node)) {
            found.add(node.getClass().getSimpleName() + "#" + node.getId() + " " + node.getStyleClass());
        }
        if (node instanceof Parent parent && !inner(node)) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, labelled, found));
        }
    }

    private static boolean needsName(Node node) {
        return !(node instanceof ScrollPane || node instanceof SplitPane);
    }

    /// Controls whose focusable innards belong to them.
    private static boolean inner(Node node) {
        return node instanceof Spinner<?>
                || node instanceof ComboBoxBase<?>
                || node instanceof ChoiceBox<?>
                || node instanceof Slider
                || node instanceof TextInputControl;
    }

    private static boolean named(Node node) {
        if (filled(node.getAccessibleText())) {
            return true;
        }
        return switch (node) {
            case Labeled labeled -> filled(labeled.getText());
            case TextInputControl text -> filled(text.getPromptText());
            case Control control ->
                control.getTooltip() != null && filled(control.getTooltip().getText());
            default -> false;
        };
    }

    private static boolean filled(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}

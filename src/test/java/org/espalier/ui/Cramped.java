package org.espalier.ui;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Skin;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/// Finds what there is no room for: words of which nothing that can be read is left, controls that lie outside the
/// window or over each other. Words that are cut off after that say the whole when the mouse rests on them: the window
/// sees to that, and a test of its own. Headings of columns are as wide as the user makes them.
final class Cramped {

    private static final double SLACK = 1.5;

    /// Letters of a word cut off that can still be read, its dots counted.
    private static final int LEAST = 7;

    private final Region window;
    private final List<String> found = new ArrayList<>();

    private Cramped(Region window) {
        this.window = window;
    }

    /// What is cut off, outside or overlapped in a window's content, in words.
    static List<String> found(Region window) {
        Cramped cramped = new Cramped(window);
        cramped.walk(window, false);
        return cramped.found;
    }

    private void walk(Node node, boolean scrolls) {
        if (!node.isVisible() || node.getOpacity() == 0) {
            return;
        }
        if (node instanceof Labeled labeled && !(node instanceof IndexedCell)) {
            cut(labeled);
        }
        if (interactive(node) && !scrolls) {
            outside(node);
        }
        if (interactive(node)) {
            beside(node);
        }
        if (node instanceof HBox || node instanceof VBox) {
            overlaps((Parent) node);
        }
        boolean within = scrolls || node instanceof ScrollPane || node instanceof VirtualFlow<?>;
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, within));
        }
    }

    private void cut(Labeled labeled) {
        String whole = labeled.getText();
        Text shown = text(labeled);
        if (whole == null || whole.isBlank() || shown == null || shown.getText().equals(whole)) {
            return;
        }
        if (shown.getText().length() >= LEAST || heading(labeled)) {
            return;
        }
        found.add("cut off: \"" + whole + "\" is \"" + shown.getText() + "\" in " + place(labeled));
    }

    private static boolean heading(Labeled labeled) {
        for (Node up = labeled.getParent(); up != null; up = up.getParent()) {
            if (up.getStyleClass().contains("column-header")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Text text(Labeled labeled) {
        Skin<?> skin = labeled.getSkin();
        return skin == null
                ? null
                : labeled.getChildrenUnmodifiable().stream()
                        .filter(Text.class::isInstance)
                        .map(Text.class::cast)
                        .filter(text -> text.getStyleClass().contains("text"))
                        .findFirst()
                        .orElse(null);
    }

    private static boolean interactive(Node node) {
        return node instanceof Control && node.isFocusTraversable() && !node.isDisabled();
    }

    private void outside(Node node) {
        Bounds place = window.sceneToLocal(node.localToScene(node.getLayoutBounds()));
        if (place.getWidth() > 0
                && place.getHeight() > 0
                && (place.getMinX() < -SLACK
                        || place.getMinY() < -SLACK
                        || place.getMaxX() > window.getWidth() + SLACK
                        || place.getMaxY() > window.getHeight() + SLACK)) {
            found.add("outside the window: " + place(node));
        }
    }

    /// A control that sticks out of its panel is under the neighbour.
    private void beside(Node node) {
        for (Node up = node.getParent(); up != null; up = up.getParent()) {
            if (up.getStyleClass().contains("panel")) {
                Bounds panel = up.localToScene(up.getLayoutBounds());
                Bounds place = node.localToScene(node.getLayoutBounds());
                if (place.getMaxX() > panel.getMaxX() + SLACK || place.getMinX() < panel.getMinX() - SLACK) {
                    found.add("beside its panel: " + place(node));
                }
                return;
            }
        }
    }

    private void overlaps(Parent parent) {
        List<Node> children = parent.getChildrenUnmodifiable().stream()
                .filter(child -> child.isManaged() && child.isVisible())
                .toList();
        for (int i = 1; i < children.size(); i++) {
            Bounds before = children.get(i - 1).getBoundsInParent();
            Bounds after = children.get(i).getBoundsInParent();
            double across = Math.min(before.getMaxX(), after.getMaxX()) - Math.max(before.getMinX(), after.getMinX());
            double down = Math.min(before.getMaxY(), after.getMaxY()) - Math.max(before.getMinY(), after.getMinY());
            if (across > SLACK && down > SLACK && (interactive(children.get(i)) || interactive(children.get(i - 1)))) {
                found.add("one over the other: " + place(children.get(i - 1)) + " and " + place(children.get(i)));
            }
        }
    }

    private static String place(Node node) {
        StringBuilder path = new StringBuilder();
        for (Node up = node; up != null && path.length() < 160; up = up.getParent()) {
            path.append(path.isEmpty() ? "" : " < ").append(up.getClass().getSimpleName());
            if (up.getId() != null) {
                path.append('#').append(up.getId());
                break;
            }
        }
        return path.toString();
    }
}

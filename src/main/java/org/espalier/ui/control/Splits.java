package org.espalier.ui.control;

import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Bounds;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import org.espalier.ui.session.Preferences;

/// Split panes that remember their divider.
public final class Splits {

    private static final double LEAST = 50;

    private Splits() {}

    /// Two nodes side by side; the divider starts where the user left it, else at `position`.
    public static SplitPane horizontal(Preferences preferences, String key, double position, Node left, Node right) {
        return split(preferences, key, position, Orientation.HORIZONTAL, left, right);
    }

    /// Two nodes one above the other; the divider starts where the user left it, else at `position`.
    public static SplitPane vertical(Preferences preferences, String key, double position, Node top, Node bottom) {
        return split(preferences, key, position, Orientation.VERTICAL, top, bottom);
    }

    private static SplitPane split(
            Preferences preferences, String key, double position, Orientation orientation, Node first, Node second) {
        SplitPane pane = new SplitPane(first, second);
        pane.setOrientation(orientation);
        pane.setDividerPositions(preferences.layout(key, position));
        // A pane that was never laid out forgets its divider: set it again at its first real size.
        pane.layoutBoundsProperty().addListener(new ChangeListener<>() {
            @Override
            public void changed(ObservableValue<? extends Bounds> size, Bounds old, Bounds now) {
                if (now.getWidth() > LEAST && now.getHeight() > LEAST) {
                    size.removeListener(this);
                    Platform.runLater(() -> pane.setDividerPositions(preferences.layout(key, position)));
                }
            }
        });
        // Only a drag is the user's choice; layout moves the divider too.
        pane.setOnMouseReleased(_ -> preferences.putLayout(key, pane.getDividerPositions()[0]));
        return pane;
    }
}

package org.espalier.ui.shell;

import java.util.List;
import java.util.stream.Stream;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.espalier.ui.session.Preferences;

/// Where the window was and how large, and whether it filled its screen.
///
/// While it fills the screen, the place and size it has without that stay remembered.
final class WindowPlace {

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    /// Pixels of the window's upper edge that must be on a screen, to be seen and dragged.
    private static final double GRIP_WIDTH = 100;

    private static final double GRIP_HEIGHT = 24;
    private static final String MAXIMIZED = "maximized";

    private final Preferences preferences;

    WindowPlace(Preferences preferences) {
        this.preferences = preferences;
    }

    /// The width of what is in the window.
    double width() {
        return preferences.get("width", WIDTH);
    }

    /// The height of what is in the window.
    double height() {
        return preferences.get("height", HEIGHT);
    }

    /// Puts the window, its scene set, where it was left, unless that is on no screen any more; remembers from now on
    /// where the user puts it.
    void follow(Stage stage) {
        double x = preferences.get("x", Double.NaN);
        double y = preferences.get("y", Double.NaN);
        List<Rectangle2D> screens =
                Screen.getScreens().stream().map(Screen::getVisualBounds).toList();
        if (reachable(x, y, width(), screens)) {
            stage.setX(x);
            stage.setY(y);
        }
        stage.setMaximized(Boolean.parseBoolean(preferences.get(MAXIMIZED, "false")));
        Scene scene = stage.getScene();
        Stream.<ObservableValue<?>>of(
                        stage.xProperty(),
                        stage.yProperty(),
                        scene.widthProperty(),
                        scene.heightProperty(),
                        stage.maximizedProperty())
                .forEach(value ->
                        value.addListener((_, _, _) -> javafx.application.Platform.runLater(() -> remember(stage))));
    }

    /// Runs after the events of a change: maximizing changes the size first and says so last.
    private void remember(Stage stage) {
        if (!stage.isShowing() || stage.isIconified() || stage.isFullScreen()) {
            return;
        }
        preferences.putSoon(MAXIMIZED, String.valueOf(stage.isMaximized()));
        if (!stage.isMaximized()) {
            put("x", stage.getX());
            put("y", stage.getY());
            put("width", stage.getScene().getWidth());
            put("height", stage.getScene().getHeight());
        }
    }

    private void put(String key, double pixels) {
        if (Double.isFinite(pixels)) {
            preferences.putSoon(key, String.valueOf(Math.round(pixels)));
        }
    }

    /// Whether a window there has its upper edge on a screen, wide enough to be dragged.
    ///
    /// @param screens what of each is not taken by bars of the desktop
    static boolean reachable(double x, double y, double width, List<Rectangle2D> screens) {
        return screens.stream()
                .anyMatch(screen -> y >= screen.getMinY()
                        && y + GRIP_HEIGHT <= screen.getMaxY()
                        && Math.min(x + width, screen.getMaxX()) - Math.max(x, screen.getMinX()) >= GRIP_WIDTH);
    }
}

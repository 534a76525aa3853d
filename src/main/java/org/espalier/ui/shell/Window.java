package org.espalier.ui.shell;

import java.util.Objects;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Appearance;
import org.espalier.ui.theme.Theme;

/// The one window: a stage with the shell in it, its size remembered.
public final class Window {

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;
    private static final double MIN_WIDTH = 960;
    private static final double MIN_HEIGHT = 640;

    private final Stage stage;
    private final ShellController shell;

    private Window(Stage stage, ShellController shell) {
        this.stage = stage;
        this.shell = shell;
    }

    /// Furnishes `stage` with the shell, as the preferences say.
    public static Window on(Stage stage, Preferences preferences) {
        Appearance appearance = new Appearance();
        appearance.themeProperty().set(Theme.named(preferences.get("theme", "light")));
        appearance.sizeProperty().set((int) Math.clamp(preferences.get("size", 100.0), 80, 200));
        Session session = new Session(preferences, appearance);
        ShellController shell = new ShellController(session);
        Scene scene = new Scene(shell.view(), preferences.get("width", WIDTH), preferences.get("height", HEIGHT));
        appearance.dress(scene);
        shell.installKeys(scene);
        WholeText.show(scene);
        stage.setScene(scene);
        stage.setTitle(Words.of("app.name"));
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        stage.getIcons()
                .add(new Image(Objects.requireNonNull(Window.class.getResourceAsStream("/org/espalier/ui/icon.png"))));
        Window window = new Window(stage, shell);
        stage.setOnCloseRequest(event -> {
            if (session.tasks().busy() && !shell.confirmClose(stage)) {
                event.consume();
            }
        });
        stage.setOnHidden(_ -> window.closed(session));
        return window;
    }

    private void closed(Session session) {
        session.interrupt();
        Scene scene = stage.getScene();
        session.preferences().put("width", String.valueOf(Math.round(scene.getWidth())));
        session.preferences().put("height", String.valueOf(Math.round(scene.getHeight())));
        session.tasks().close();
    }

    /// Shows it.
    public void show() {
        stage.show();
    }

    /// What runs in it.
    public ShellController shell() {
        return shell;
    }
}

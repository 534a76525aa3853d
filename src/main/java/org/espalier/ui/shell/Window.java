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

/// The one window: a stage with the shell in it, its place and size remembered.
public final class Window {

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
        WindowPlace place = new WindowPlace(preferences);
        Scene scene = new Scene(shell.view(), place.width(), place.height());
        appearance.dress(scene);
        shell.installKeys(scene);
        WholeText.show(scene);
        stage.setScene(scene);
        stage.setTitle(Words.of("app.name"));
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        stage.getIcons()
                .add(new Image(Objects.requireNonNull(Window.class.getResourceAsStream("/org/espalier/ui/icon.png"))));
        place.follow(stage);
        Window window = new Window(stage, shell);
        stage.setOnCloseRequest(event -> {
            if (session.tasks().busy() && !shell.confirmClose(stage)) {
                event.consume();
            }
        });
        stage.setOnHidden(_ -> closed(session));
        return window;
    }

    private static void closed(Session session) {
        session.interrupt();
        session.preferences().flush();
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

package org.espalier.ui.shell;

import java.nio.file.Path;
import javafx.application.Application;
import javafx.stage.Stage;
import org.espalier.ui.session.Preferences;

/// The JavaFX side of the program's start.
public final class WindowApplication extends Application {

    @Override
    public void start(Stage stage) {
        Window window = Window.on(stage, Preferences.ofUser());
        window.show();
        getParameters().getRaw().stream().findFirst().map(Path::of).ifPresent(window.shell()::open);
    }
}

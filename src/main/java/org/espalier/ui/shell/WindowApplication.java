package org.espalier.ui.shell;

import java.nio.file.Path;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.espalier.ui.session.Preferences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The JavaFX side of the program's start.
public final class WindowApplication extends Application {

    private static final Logger LOG = LoggerFactory.getLogger(WindowApplication.class);

    /// Notes, once, how long after the start of the JVM the first page was laid out, and prepares the others.
    private record Opened(Scene scene, ShellController shell) implements Runnable {
        @Override
        public void run() {
            scene.removePostLayoutPulseListener(this);
            LOG.info(
                    "first page {} ms after the start of the JVM",
                    FirstPage.now().millis());
            shell.rehearse();
        }
    }

    @Override
    public void start(Stage stage) {
        Window window = Window.on(stage, Preferences.ofUser());
        stage.getScene().addPostLayoutPulseListener(new Opened(stage.getScene(), window.shell()));
        window.show();
        getParameters().getRaw().stream().findFirst().map(Path::of).ifPresent(window.shell()::open);
    }
}

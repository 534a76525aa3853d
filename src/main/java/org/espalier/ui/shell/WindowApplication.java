package org.espalier.ui.shell;

import java.lang.management.ManagementFactory;
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

    /// Notes, once, how long after the start of the JVM the first page was laid out.
    private record FirstPage(Scene scene) implements Runnable {
        @Override
        public void run() {
            scene.removePostLayoutPulseListener(this);
            long started = ManagementFactory.getRuntimeMXBean().getStartTime();
            LOG.info("first page {} ms after the start of the JVM", System.currentTimeMillis() - started);
        }
    }

    @Override
    public void start(Stage stage) {
        Window window = Window.on(stage, Preferences.ofUser());
        stage.getScene().addPostLayoutPulseListener(new FirstPage(stage.getScene()));
        window.show();
        getParameters().getRaw().stream().findFirst().map(Path::of).ifPresent(window.shell()::open);
    }
}

package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TabPane;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.PaintedArea;
import org.espalier.ui.session.PageId;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.ui.shell.ShellController;
import org.espalier.ui.shell.Window;
import org.junit.jupiter.api.AfterEach;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

/// Opens the real window, without a display, for one test each.
@SuppressWarnings("NullAway.Init")
public abstract class WindowTest extends ApplicationTest {

    private static final long PATIENCE_SECONDS = 600;

    protected Stage stage;
    protected ShellController shell;
    protected Session session;

    @Override
    public final void start(Stage stage) {
        this.stage = stage;
        Preferences preferences = Preferences.inMemory();
        preferences.put("width", "1280");
        preferences.put("height", "800");
        preferences.put("tour", "done");
        Window window = Window.on(stage, preferences);
        stage.setX(0);
        stage.setY(0);
        window.show();
        stage.sizeToScene();
        shell = window.shell();
        session = shell.session();
    }

    @AfterEach
    final void stopWork() {
        interact(() -> session.tasks().close());
    }

    /// Goes to a page and waits until it has loaded.
    protected final void go(PageId page) {
        interact(() -> session.pageProperty().set(page));
        settle();
    }

    /// Opens a project and waits.
    protected final void open(Path project) {
        interact(() -> shell.open(project));
        settle();
    }

    /// Waits until nothing runs in the background, and nothing that an event still to come would start.
    protected final void settle() {
        rest();
        rest();
    }

    private void rest() {
        until(() -> session.tasks().idle() && scene().getRoot().lookup(".painting") == null);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// Waits for a condition that holds on the event thread.
    protected final void until(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS,
                    () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            picture("still-waiting");
            throw new AssertionError(
                    "still waiting after " + PATIENCE_SECONDS + " s; see target/pictures/still-waiting.png", e);
        }
    }

    /// The node with this id, found by walking the scene: ids with dots confuse selectors.
    protected final <T extends Node> T byId(String id, Class<T> type) {
        return lookup((Node n) -> id.equals(n.getId())).queryAs(type);
    }

    /// Brings the tab of that name to the front.
    protected final void tab(String name) {
        interact(() -> lookup((Node n) -> n instanceof TabPane)
                .<TabPane>queryAll()
                .forEach(pane -> pane.getTabs().stream()
                        .filter(tab -> tab.getText().equals(name))
                        .forEach(pane.getSelectionModel()::select)));
        settle();
    }

    /// Presses a button by its id.
    protected final void press(String id) {
        clickOn(byId(id, Node.class));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// Selects a row of a drawing in which nothing is selected, as who has no mouse does.
    protected final void select(DrawnBox box, int row) {
        interact(() -> from(box)
                .lookup((Node n) -> n instanceof PaintedArea<?>)
                .query()
                .requestFocus());
        for (int i = 0; i <= row; i++) {
            push(KeyCode.RIGHT);
        }
        settle();
    }

    /// What the window holds, from now on laid out as large as its caller makes it: a display that is none has a fixed
    /// size.
    protected final Region ofAnySize() {
        Region content = shell.view();
        interact(() -> {
            content.setManaged(false);
            content.getStyleClass().add("root");
            Pane holder = new Pane();
            scene().setRoot(holder);
            holder.getChildren().add(content);
        });
        return content;
    }

    /// Whether this text stands somewhere on screen.
    protected final boolean says(String part) {
        return lookup((Node n) -> n instanceof javafx.scene.control.Labeled l
                        && l.getText() != null
                        && l.getText().contains(part)
                        && seen(n))
                .tryQuery()
                .isPresent();
    }

    /// Waits until a label or button that can be seen says something.
    protected final void untilSays(String part) {
        until(() -> says(part));
    }

    /// Watches the event thread from now on.
    protected final Watchdog watch() {
        return WaitForAsyncUtils.waitForAsyncFx(5000, Watchdog::new);
    }

    private static boolean seen(Node node) {
        for (Node n = node; n != null; n = n.getParent()) {
            if (!n.isVisible()) {
                return false;
            }
        }
        return true;
    }

    /// Writes a picture of the window to `target/pictures` and checks that something is on it.
    protected final void picture(String name) {
        picture(Path.of("target/pictures", name + ".png"));
    }

    /// Writes a picture of the window and checks that something is on it.
    protected final void picture(Path file) {
        picture(file, () -> scene().snapshot(null));
    }

    /// Writes a picture and checks that something is on it.
    protected final void picture(Path file, Callable<WritableImage> draw) {
        WritableImage image = WaitForAsyncUtils.waitForAsyncFx(60_000, draw);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            BufferedImage drawn = SwingFXUtils.fromFXImage(image, null);
            BufferedImage opaque = new BufferedImage(drawn.getWidth(), drawn.getHeight(), BufferedImage.TYPE_INT_RGB);
            opaque.createGraphics().drawImage(drawn, 0, 0, null);
            ImageIO.write(opaque, "png", file.toFile());
            assertTrue(Files.size(file) > 5_000, file + " is an empty picture");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The window's scene.
    protected final Scene scene() {
        return stage.getScene();
    }
}

package org.espalier.ui.shell;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.espalier.format.AtomicFile;
import org.espalier.task.TaskContext;
import org.espalier.task.WorkbenchException;
import org.espalier.ui.chart.PaintedArea;
import org.espalier.ui.session.Preferences;
import org.espalier.ui.session.Session;
import org.espalier.workbench.project.Project;
import org.jspecify.annotations.Nullable;

/// Draws the window's real pages without a display: opens the page, waits until nothing loads any more, writes a PNG.
public final class Pictures {

    private static final long PATIENCE_SECONDS = 120;
    private static final int QUIET_CHECKS = 4;
    private static final long CHECK_MILLIS = 60;

    private Pictures() {}

    /// Draws each picture; the toolkit is started without a display unless it runs already.
    ///
    /// @throws WorkbenchException if a project cannot be opened or a page does not come to rest
    public static void draw(List<Picture> pictures, TaskContext context) {
        startToolkit();
        for (int i = 0; i < pictures.size(); i++) {
            context.checkCancelled();
            Picture picture = pictures.get(i);
            context.stage(picture.page().title() + ", " + picture.theme().name().toLowerCase(java.util.Locale.ROOT));
            AtomicFile.write(picture.file(), draw(picture, context));
            context.progress(i + 1, pictures.size());
        }
    }

    static void startToolkit() {
        if (System.getProperty("glass.platform") == null) {
            System.setProperty("glass.platform", "Headless");
            System.setProperty("prism.order", "sw");
        }
        System.setProperty("java.awt.headless", "true");
        CompletableFuture<Void> started = new CompletableFuture<>();
        try {
            Platform.startup(() -> started.complete(null));
        } catch (IllegalStateException e) {
            // The toolkit runs already: a window is open, or tests run.
            started.complete(null);
        }
        get(started);
        Platform.setImplicitExit(false);
    }

    private static byte[] draw(Picture picture, TaskContext context) {
        Project project = picture.project() == null ? null : Project.open(picture.project());
        Stage stage = onWindowThread(() -> open(picture, project));
        try {
            Session session = onWindowThread(() -> ((ShellController) stage.getUserData()).session());
            settle(stage, session, context);
            WritableImage image = onWindowThread(() -> stage.getScene().snapshot(null));
            return png(image);
        } finally {
            onWindowThread(() -> {
                stage.hide();
                return stage;
            });
        }
    }

    private static Stage open(Picture picture, @Nullable Project project) {
        Preferences preferences = Preferences.inMemory();
        preferences.put("tour", "done");
        preferences.put("theme", picture.theme().name());
        preferences.put("width", String.valueOf(picture.width()));
        preferences.put("height", String.valueOf(picture.height()));
        Stage stage = new Stage();
        Window window = Window.on(stage, preferences);
        stage.setUserData(window.shell());
        stage.setX(0);
        stage.setY(0);
        window.show();
        Session session = window.shell().session();
        if (project != null) {
            session.open(project);
        }
        if (picture.model() != null) {
            session.modelProperty().set(picture.model());
        }
        session.selectedRunProperty().set(picture.run());
        session.pageProperty().set(picture.page());
        return stage;
    }

    /// Waits until a few checks in a row found nothing at work.
    static void settle(Stage stage, Session session, TaskContext context) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int quiet = 0;
        while (quiet < QUIET_CHECKS) {
            context.checkCancelled();
            if (System.nanoTime() > deadline) {
                throw WorkbenchException.tool(
                        "view.busy",
                        "the page " + session.pageProperty().get().word() + " was still loading after "
                                + PATIENCE_SECONDS + " s",
                        "Draw it again when the machine is less busy, or open it in the window.");
            }
            CompletableFuture<Boolean> check = new CompletableFuture<>();
            CompletableFuture.delayedExecutor(CHECK_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> Platform.runLater(() -> check.complete(atRest(stage, session))));
            quiet = get(check) ? quiet + 1 : 0;
        }
    }

    private static boolean atRest(Stage stage, Session session) {
        return session.tasks().idle() && stage.getScene().getRoot().lookup("." + PaintedArea.PAINTING) == null;
    }

    private static byte[] png(WritableImage image) {
        BufferedImage buffered = SwingFXUtils.fromFXImage(image, null);
        BufferedImage opaque = new BufferedImage(buffered.getWidth(), buffered.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(buffered, 0, 0, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(opaque, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static <T> T onWindowThread(Supplier<T> work) {
        return get(CompletableFuture.supplyAsync(work, Platform::runLater));
    }

    /// Waits for a thread to end.
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.espalier.task.CancelledException();
        }
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw WorkbenchException.tool(
                    "view.toolkit",
                    "the window toolkit does not answer",
                    "See 'espalier doctor' for what it needs.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.espalier.task.CancelledException();
        }
    }
}

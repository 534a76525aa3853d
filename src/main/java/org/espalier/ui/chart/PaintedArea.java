package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.IntBuffer;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import org.espalier.ui.task.BackgroundThreads;
import org.jspecify.annotations.Nullable;

/// A picture as large as its room, painted beside the event thread: however much there is to draw, the window goes on.
///
/// While it is being painted it has the style class [#PAINTING]; of several requests only the last counts.
///
/// @param <R> what a painting tells besides its picture
public final class PaintedArea<R> extends Region {

    /// The style class of an area whose picture is not yet the one that was asked for.
    public static final String PAINTING = "painting";

    private static final double LEAST = 20;
    private static final ThreadFactory PAINTERS = BackgroundThreads.named("paint");

    /// What is painted: made on the event thread, used beside it.
    ///
    /// @param <R> what it tells besides its picture
    @FunctionalInterface
    public interface Sketch<R> {
        /// Draws it.
        R paint(Graphics2D g, double width, double height);
    }

    private record Painted<R>(WritableImage image, R told) {}

    private final Supplier<? extends @Nullable Sketch<R>> sketch;
    private final Consumer<R> painted;
    private final ImageView view = new ImageView();
    private boolean stale;
    private boolean busy;
    private double shownWidth;
    private double shownHeight;

    /// An area that asks `sketch` for what to paint whenever it has changed; null for nothing.
    public PaintedArea(Supplier<? extends @Nullable Sketch<R>> sketch, Consumer<R> painted) {
        this.sketch = sketch;
        this.painted = painted;
        view.setManaged(false);
        view.setMouseTransparent(true);
        getChildren().add(view);
        setMinSize(0, 60);
        setPrefSize(240, 160);
    }

    /// Paints with the next layout, however often it is called before.
    public void repaint() {
        stale = true;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        if (stale || getWidth() != shownWidth || getHeight() != shownHeight) {
            stale = true;
            start();
        }
    }

    private void start() {
        if (busy) {
            return;
        }
        stale = false;
        double width = getWidth();
        double height = getHeight();
        shownWidth = width;
        shownHeight = height;
        Sketch<R> now = width < LEAST || height < LEAST ? null : sketch.get();
        if (now == null) {
            view.setImage(null);
            getStyleClass().remove(PAINTING);
            return;
        }
        busy = true;
        if (!getStyleClass().contains(PAINTING)) {
            getStyleClass().add(PAINTING);
        }
        double scale = scale();
        PAINTERS.newThread(() -> paint(now, width, height, scale)).start();
    }

    private double scale() {
        Scene scene = getScene();
        return scene == null || scene.getWindow() == null
                ? 1
                : Math.max(1, scene.getWindow().getOutputScaleX());
    }

    private void paint(Sketch<R> now, double width, double height, double scale) {
        int columns = (int) Math.ceil(width * scale);
        int rows = (int) Math.ceil(height * scale);
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_ARGB_PRE);
        Painted<R> done = null;
        Graphics2D g = image.createGraphics();
        try {
            g.scale(scale, scale);
            smooth(g);
            R told = now.paint(g, width, height);
            int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
            done = new Painted<>(
                    new WritableImage(new PixelBuffer<>(
                            columns, rows, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance())),
                    told);
        } finally {
            g.dispose();
            Painted<R> result = done;
            Platform.runLater(() -> show(result, width, height));
        }
    }

    static void smooth(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    private void show(@Nullable Painted<R> result, double width, double height) {
        busy = false;
        if (result != null) {
            view.setImage(result.image());
            view.setFitWidth(width);
            view.setFitHeight(height);
            painted.accept(result.told());
        }
        if (stale) {
            start();
        } else {
            getStyleClass().remove(PAINTING);
        }
    }
}

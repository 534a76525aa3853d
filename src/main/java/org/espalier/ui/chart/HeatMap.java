package org.espalier.ui.chart;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;

/// A matrix as a picture: the darker a cell, the larger its value.
public final class HeatMap extends Region {

    /// Values of a matrix.
    ///
    /// @param values row by row, none negative
    /// @param full the value that is drawn darkest; 0 for the largest one
    public record Cells(int rows, int columns, List<Double> values, double full) {

        /// No values.
        public static final Cells EMPTY = new Cells(0, 0, List.of(), 0);

        /// Copies the values.
        public Cells {
            values = List.copyOf(values);
        }
    }

    private static final double STRETCH = 4;
    private static final double LEAST = 12;

    private final ObjectProperty<Cells> cells = new SimpleObjectProperty<>(this, "cells", Cells.EMPTY);
    private final Canvas canvas = new Canvas();
    private final Palette palette = new Palette();

    /// A map of nothing.
    public HeatMap() {
        getChildren().addAll(canvas, palette);
        setMinSize(0, 0);
        setPrefSize(140, 140);
        cells.addListener((_, _, _) -> draw());
        palette.revisionProperty().addListener((_, _, _) -> draw());
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        Cells now = cells.get();
        if (now.rows() == 0 || now.columns() == 0) {
            return;
        }
        // Cells are drawn up to four times as high or wide as they are long, to use the room of flat matrices.
        double scale = Math.min(canvas.getWidth() / now.columns(), canvas.getHeight() / now.rows());
        double w = Math.min(canvas.getWidth(), Math.max(STRETCH * scale * now.columns(), LEAST));
        double h = Math.min(canvas.getHeight(), Math.max(STRETCH * scale * now.rows(), LEAST));
        g.setImageSmoothing(false);
        g.drawImage(image(now), 0, 0, w, h);
        g.setStroke(palette.get(Token.MUTED));
        g.strokeRect(0.5, 0.5, w - 1, h - 1);
    }

    private WritableImage image(Cells now) {
        WritableImage image = new WritableImage(now.columns(), now.rows());
        PixelWriter pixels = image.getPixelWriter();
        double most = now.full() > 0
                ? now.full()
                : now.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        Color ground = palette.get(Token.GROUND);
        Color full = palette.get(Token.SELECTED);
        for (int i = 0; i < now.values().size(); i++) {
            double share = most == 0 ? 0 : Math.min(1, now.values().get(i) / most);
            pixels.setColor(i % now.columns(), i / now.columns(), ground.interpolate(full, share));
        }
        return image;
    }

    /// What is shown.
    public ObjectProperty<Cells> cellsProperty() {
        return cells;
    }
}

package org.espalier.ui.control;

import java.util.List;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;

/// A bar divided into parts to scale, against a limit.
public final class ShareBar extends Region {

    private static final double HEIGHT = 14;

    private final Canvas canvas = new Canvas();
    private final Palette palette = new Palette();
    private List<Long> parts = List.of();
    private long limit = 1;

    /// A bar of nothing.
    public ShareBar() {
        getChildren().addAll(canvas, palette);
        setMinHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        palette.revisionProperty().addListener((_, _, _) -> draw());
    }

    /// Shows `parts` in the order of the chart colours; the bar's length is the limit, or the sum if that is more.
    public void show(List<Long> parts, long limit) {
        this.parts = List.copyOf(parts);
        this.limit = limit;
        draw();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        double w = canvas.getWidth();
        double h = canvas.getHeight();
        g.clearRect(0, 0, w, h);
        g.setFill(palette.get(Token.GRID));
        g.fillRect(0, 0, w, h);
        long sum = parts.stream().mapToLong(Long::longValue).sum();
        double scale = w / Math.max(1, Math.max(limit, sum));
        double x = 0;
        for (int i = 0; i < parts.size(); i++) {
            double part = parts.get(i) * scale;
            g.setFill(palette.get(Token.series(i)));
            g.fillRect(x, 0, Math.max(part, 1), h);
            x += part;
        }
        if (sum > limit) {
            g.setFill(palette.get(Token.OVER));
            g.fillRect(limit * scale - 1, 0, 3, h);
        }
    }
}

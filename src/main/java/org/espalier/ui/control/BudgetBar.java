package org.espalier.ui.control;

import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;

/// A bar of what is used against a limit; past the limit the excess is drawn beyond a mark.
final class BudgetBar extends Region {

    private final Canvas canvas = new Canvas();
    private final Palette palette = new Palette();
    private final Token token;
    private double used;

    BudgetBar(Token token) {
        this.token = token;
        getChildren().addAll(canvas, palette);
        setPrefSize(160, 10);
        setMinSize(60, 10);
        setMaxSize(240, 10);
        palette.revisionProperty().addListener((_, _, _) -> draw());
    }

    /// Shows `share` of the limit used; 1 is exactly full.
    void setUsed(double share) {
        used = share;
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
        double full = used > 1 ? w / used : w;
        g.setFill(palette.get(Token.GRID));
        g.fillRoundRect(0, 0, w, h, 4, 4);
        g.setFill(palette.get(token));
        g.fillRoundRect(0, 0, Math.min(used, 1) * full, h, 4, 4);
        if (used > 1) {
            g.setFill(palette.get(Token.OVER));
            g.fillRect(full, 0, w - full, h);
            g.setFill(palette.get(Token.TEXT));
            g.fillRect(full - 1, 0, 2, h);
        }
    }
}

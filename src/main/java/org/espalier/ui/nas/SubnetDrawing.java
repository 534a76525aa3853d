package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// A subnet as blocks to scale: the bar's height is the embedding, the MLP beside it as wide as its hidden layer, one
/// tick a head.
final class SubnetDrawing extends Region {

    private static final double FOOT = 18;
    private static final double GAP = 6;

    private final Canvas canvas = new Canvas();
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private @Nullable JsonNode subnet;

    SubnetDrawing() {
        getChildren().addAll(canvas, palette, ruler);
        ruler.getStyleClass().add("caption");
        ruler.setVisible(false);
        ruler.setManaged(false);
        setMinSize(0, 84);
        setPrefHeight(110);
        palette.revisionProperty().addListener((_, _, _) -> draw());
        ruler.fontProperty().addListener((_, _, _) -> draw());
        setAccessibleText(Words.of("search.drawing"));
    }

    void show(@Nullable JsonNode now) {
        subnet = now;
        setAccessibleText(now == null ? Words.of("search.drawing") : Words.of("search.drawing.of", words(now)));
        draw();
    }

    /// "6 blocks of 128, heads 3 4 4 5 3 5, MLP 2 2 2 2.5 2 1.5".
    static String words(JsonNode subnet) {
        StringBuilder heads = new StringBuilder();
        subnet.path("heads").forEach(h -> heads.append(' ').append(h.asInt()));
        StringBuilder mlp = new StringBuilder();
        subnet.path("mlpRatio").forEach(r -> mlp.append(' ').append(Numbers.significant(r.asDouble())));
        return Words.of(
                "search.subnet",
                subnet.path("depth").asInt(),
                subnet.path("embedDim").asInt(),
                heads,
                mlp);
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
        JsonNode now = subnet;
        if (now == null || canvas.getHeight() < FOOT + 20) {
            return;
        }
        int depth = now.path("depth").asInt();
        int most = 1;
        double widest = 1;
        for (int i = 0; i < depth; i++) {
            most = Math.max(most, now.path("heads").path(i).asInt());
            widest = Math.max(widest, now.path("mlpRatio").path(i).asDouble());
        }
        double each = Math.min(150, (canvas.getWidth() - GAP) / Math.max(1, depth));
        double height = canvas.getHeight() - FOOT - 4;
        g.setFont(Font.font("Roboto", ruler.getFont().getSize()));
        g.setTextAlign(TextAlignment.CENTER);
        g.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < depth; i++) {
            block(
                    g,
                    i,
                    i * each,
                    each - GAP,
                    height,
                    now.path("heads").path(i).asInt(),
                    most,
                    now.path("mlpRatio").path(i).asDouble() / widest);
        }
    }

    private void block(
            GraphicsContext g, int index, double x, double width, double height, int heads, int most, double mlp) {
        double attention = width * 0.36;
        double tall = height * heads / most;
        g.setFill(palette.get(Token.CHART_1));
        g.fillRect(x, height - tall, attention, tall);
        g.setStroke(palette.get(Token.GROUND));
        g.setLineWidth(1.5);
        for (int h = 1; h < heads; h++) {
            double y = height - tall * h / heads;
            g.strokeLine(x, y, x + attention, y);
        }
        g.setFill(palette.get(Token.CHART_2));
        g.fillRect(x + attention + 2, height * (1 - mlp), width - attention - 2, height * mlp);
        g.setFill(palette.get(Token.MUTED));
        g.fillText(Words.of("search.block", index), x + width / 2, height + FOOT / 2 + 2);
    }
}

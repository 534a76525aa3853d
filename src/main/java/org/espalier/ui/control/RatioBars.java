package org.espalier.ui.control;

import java.util.List;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;

/// One horizontal bar a block, divided into attention and MLP by their share of the weights; filled = kept, hatched =
/// pruned.
public final class RatioBars extends Region {

    /// A block's weights.
    ///
    /// @param name "block 3"
    /// @param attention number of weights in attention
    /// @param attentionPruned share of them pruned, 0 to 1
    /// @param mlp number of weights in the MLP
    /// @param mlpPruned share of them pruned, 0 to 1
    public record Block(String name, long attention, double attentionPruned, long mlp, double mlpPruned) {

        /// All weights of the block.
        public long weights() {
            return attention + mlp;
        }

        /// The share of the block's weights that is pruned.
        public double pruned() {
            return weights() == 0 ? 0 : (attention * attentionPruned + mlp * mlpPruned) / weights();
        }
    }

    private static final double NAME = 72;
    private static final double NUMBER = 64;
    private static final double LEAST_ROW = 26;
    private static final double MOST_ROW = 44;
    private static final double GAP = 8;
    private static final double HEAD = 20;

    private final ObjectProperty<List<Block>> blocks = new SimpleObjectProperty<>(this, "blocks", List.of());
    private final IntegerProperty pointed = new SimpleIntegerProperty(this, "pointed", -1);
    private final Canvas canvas = new Canvas();
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tooltip = new Tooltip();

    /// Bars of nothing.
    public RatioBars() {
        getStyleClass().add("ratio-bars");
        ruler.setVisible(false);
        ruler.setManaged(false);
        ruler.getStyleClass().add("caption");
        getChildren().addAll(canvas, palette, ruler);
        setAccessibleText(Words.of("bars.name"));
        blocks.addListener((_, _, now) -> {
            setMinHeight(HEAD + now.size() * LEAST_ROW);
            setPrefHeight(HEAD + now.size() * LEAST_ROW);
            draw();
        });
        palette.revisionProperty().addListener((_, _, _) -> draw());
        ruler.fontProperty().addListener((_, _, _) -> draw());
        setOnMouseMoved(event -> point((int) Math.floor((event.getY() - HEAD) / row())));
        setOnMouseExited(_ -> point(-1));
        setMinWidth(240);
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void point(int index) {
        int inside = index >= 0 && index < blocks.get().size() ? index : -1;
        if (inside == pointed.get()) {
            return;
        }
        pointed.set(inside);
        if (inside < 0) {
            Tooltip.uninstall(this, tooltip);
        } else {
            Block block = blocks.get().get(inside);
            tooltip.setText(Words.of(
                    "bars.tip",
                    block.name(),
                    Numbers.percent(block.attentionPruned()),
                    Numbers.count(block.attention()),
                    Numbers.percent(block.mlpPruned()),
                    Numbers.count(block.mlp())));
            Tooltip.install(this, tooltip);
        }
        draw();
    }

    private void draw() {
        GraphicsContext g = canvas.getGraphicsContext2D();
        double w = canvas.getWidth();
        g.clearRect(0, 0, w, canvas.getHeight());
        double span = w - NAME - NUMBER;
        if (span < 20 || blocks.get().isEmpty()) {
            return;
        }
        g.setFont(Font.font("Roboto", ruler.getFont().getSize()));
        g.setTextBaseline(VPos.CENTER);
        long most = blocks.get().stream().mapToLong(Block::weights).max().orElse(1);
        Block first = blocks.get().getFirst();
        head(g, span, first, most);
        double row = row();
        double bar = row - GAP;
        for (int i = 0; i < blocks.get().size(); i++) {
            Block block = blocks.get().get(i);
            double top = HEAD + i * row + GAP / 2;
            if (i == pointed.get()) {
                g.setFill(palette.get(Token.GRID, 0.5));
                g.fillRect(0, HEAD + i * row, w, row);
            }
            g.setTextAlign(TextAlignment.LEFT);
            g.setFill(palette.get(Token.TEXT));
            g.fillText(block.name(), 0, top + bar / 2);
            double attention = span * block.attention() / most;
            double mlp = span * block.mlp() / most;
            part(g, NAME, top, bar, attention - 1, 1 - block.attentionPruned());
            part(g, NAME + attention + 1, top, bar, mlp - 1, 1 - block.mlpPruned());
            g.setTextAlign(TextAlignment.RIGHT);
            g.setFill(palette.get(Token.TEXT));
            g.fillText(Numbers.percent(block.pruned()), w, top + bar / 2);
        }
    }

    /// As high as there is room, within limits.
    private double row() {
        int n = Math.max(1, blocks.get().size());
        return Math.clamp((getHeight() - HEAD) / n, LEAST_ROW, MOST_ROW);
    }

    private void head(GraphicsContext g, double span, Block first, long most) {
        g.setFill(palette.get(Token.MUTED));
        g.setTextAlign(TextAlignment.LEFT);
        double y = HEAD / 2;
        g.fillText(Words.of("bars.attention"), NAME, y);
        g.fillText(Words.of("bars.mlp"), NAME + span * first.attention() / most + 2, y);
        g.setTextAlign(TextAlignment.RIGHT);
        g.fillText(Words.of("bars.pruned"), NAME + span + NUMBER, y);
    }

    private void part(GraphicsContext g, double x, double y, double bar, double width, double kept) {
        if (width < 1) {
            return;
        }
        double filled = width * Math.clamp(kept, 0, 1);
        g.setFill(palette.get(Token.KEPT));
        g.fillRect(x, y, filled, bar);
        hatch(g, x + filled, y, bar, width - filled);
        g.setStroke(palette.get(Token.MUTED, 0.6));
        g.setLineWidth(1);
        g.strokeRect(x + 0.5, y + 0.5, width - 1, bar - 1);
    }

    private void hatch(GraphicsContext g, double x, double y, double bar, double width) {
        if (width < 1) {
            return;
        }
        Color colour = palette.get(Token.PRUNED);
        g.save();
        g.beginPath();
        g.rect(x, y, width, bar);
        g.clip();
        g.setStroke(colour);
        g.setLineWidth(1);
        for (double d = x - bar; d < x + width; d += 6) {
            g.strokeLine(d, y + bar, d + bar, y);
        }
        g.restore();
    }

    /// The blocks shown.
    public ObjectProperty<List<Block>> blocksProperty() {
        return blocks;
    }
}

package org.espalier.ui.control;

import java.util.List;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import javafx.scene.text.TextAlignment;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// One horizontal bar a block, divided into attention and MLP by their share of the weights; filled = kept, hatched =
/// pruned.
public final class RatioBars extends Region {

    /// A block's weights.
    ///
    /// @param name "block 3"
    public record Block(String name, Half attention, Half mlp) {

        /// All weights of the block.
        public long weights() {
            return attention.weights() + mlp.weights();
        }

        /// The share of the block's weights that is pruned.
        public double pruned() {
            return weights() == 0
                    ? 0
                    : (attention.weights() * attention.pruned() + mlp.weights() * mlp.pruned()) / weights();
        }
    }

    /// Attention or MLP of a block.
    ///
    /// @param part its number among all parts; -1 for none
    /// @param weights number of them
    /// @param pruned share of them, 0 to 1
    /// @param locked whether it stays when others move
    public record Half(int part, long weights, double pruned, boolean locked) {

        /// Nothing.
        public static final Half NONE = new Half(-1, 0, 0, false);
    }

    /// What the user does to a part.
    public interface Edit {

        /// Prunes `share` of the part; `first` is true once a drag.
        void set(int part, double share, boolean first);

        /// Locks or unlocks the part.
        void lock(int part);
    }

    private static final double NAME = 72;
    private static final double NUMBER = 64;
    private static final double LEAST_ROW = 26;
    private static final double MOST_ROW = 72;
    private static final double MOST_BAR = 40;
    private static final double GAP = 8;
    private static final double HEAD = 20;

    private final ObjectProperty<List<Block>> blocks = new SimpleObjectProperty<>(this, "blocks", List.of());
    private final IntegerProperty pointed = new SimpleIntegerProperty(this, "pointed", -1);
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final BooleanProperty editable = new SimpleBooleanProperty(this, "editable", false);
    private @Nullable Edit edit;
    private boolean dragging;
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
        selected.addListener((_, _, _) -> draw());
        editable.addListener((_, _, _) -> draw());
        focusedProperty().addListener((_, _, _) -> draw());
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(_ -> dragging = false);
        setOnKeyPressed(this::key);
        focusTraversableProperty().bind(editable);
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
                    Numbers.percent(block.attention().pruned()),
                    Numbers.count(block.attention().weights()),
                    Numbers.percent(block.mlp().pruned()),
                    Numbers.count(block.mlp().weights())));
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
        long most = most();
        Block first = blocks.get().getFirst();
        head(g, span, first, most);
        double row = row();
        double bar = Math.min(row - GAP, MOST_BAR);
        for (int i = 0; i < blocks.get().size(); i++) {
            Block block = blocks.get().get(i);
            double top = HEAD + i * row + (row - bar) / 2;
            if (i == pointed.get()) {
                g.setFill(palette.get(Token.GRID, 0.5));
                g.fillRect(0, HEAD + i * row, w, row);
            }
            g.setTextAlign(TextAlignment.LEFT);
            g.setFill(palette.get(Token.TEXT));
            g.fillText(block.name(), 0, top + bar / 2);
            double attention = span * block.attention().weights() / most;
            double mlp = span * block.mlp().weights() / most;
            part(g, NAME, top, bar, attention - 1, block.attention());
            part(g, NAME + attention + 1, top, bar, mlp - 1, block.mlp());
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
        g.fillText(Words.of("bars.mlp"), NAME + span * first.attention().weights() / most + 2, y);
        g.setTextAlign(TextAlignment.RIGHT);
        g.fillText(Words.of("bars.pruned"), NAME + span + NUMBER, y);
    }

    private void part(GraphicsContext g, double x, double y, double bar, double width, Half half) {
        if (width < 1) {
            return;
        }
        double filled = width * Math.clamp(1 - half.pruned(), 0, 1);
        g.setFill(palette.get(Token.KEPT));
        g.fillRect(x, y, filled, bar);
        hatch(g, x + filled, y, bar, width - filled);
        boolean chosen = editable.get() && half.part() >= 0 && half.part() == selected.get();
        g.setStroke(chosen ? palette.get(Token.SELECTED) : palette.get(Token.MUTED, 0.6));
        g.setLineWidth(chosen ? isFocused() ? 3 : 2 : 1);
        g.strokeRect(x + 0.5, y + 0.5, width - 1, bar - 1);
        if (editable.get() && !half.locked()) {
            g.setFill(palette.get(Token.TEXT));
            g.fillRoundRect(x + filled - 2, y + bar / 2 - 7, 4, 14, 4, 4);
        }
        if (half.locked()) {
            g.setTextAlign(TextAlignment.RIGHT);
            g.setFill(palette.get(Token.GROUND));
            ruler.setText(Words.of("bars.locked"));
            double w = ruler.getLayoutBounds().getWidth() + 8;
            g.fillRoundRect(x + width - w - 4, y + bar / 2 - 9, w, 18, 4, 4);
            g.setFill(palette.get(Token.TEXT));
            g.fillText(Words.of("bars.locked"), x + width - 8, y + bar / 2);
        }
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

    /// Calls `now` with what the user does while the bars are editable.
    public void setEdit(Edit now) {
        edit = now;
    }

    private double span() {
        return Math.max(1, getWidth() - NAME - NUMBER);
    }

    private void press(MouseEvent event) {
        int index = (int) Math.floor((event.getY() - HEAD) / row());
        if (!editable.get() || index < 0 || index >= blocks.get().size()) {
            return;
        }
        requestFocus();
        Block block = blocks.get().get(index);
        Half half = event.getX() < start(block.mlp(), block) ? block.attention() : block.mlp();
        selected.set(half.part());
        event.consume();
    }

    private double start(Half half, Block block) {
        return half.equals(block.attention())
                ? NAME
                : NAME + span() * block.attention().weights() / most() + 1;
    }

    private long most() {
        return blocks.get().stream().mapToLong(Block::weights).max().orElse(1);
    }

    private void drag(MouseEvent event) {
        Edit now = edit;
        if (!editable.get() || now == null) {
            return;
        }
        for (Block block : blocks.get()) {
            for (Half half : List.of(block.attention(), block.mlp())) {
                if (half.part() >= 0 && half.part() == selected.get()) {
                    double kept = (event.getX() - start(half, block)) / (span() * half.weights() / most());
                    // Whole percents, so that a hand can hit one.
                    now.set(half.part(), Math.round((1 - kept) * 100) / 100.0, !dragging);
                    dragging = true;
                    return;
                }
            }
        }
    }

    private void key(KeyEvent event) {
        Edit now = edit;
        if (!editable.get() || now == null || event.isShortcutDown()) {
            return;
        }
        List<Half> halves = blocks.get().stream()
                .flatMap(block -> Stream.of(block.attention(), block.mlp()))
                .filter(half -> half.part() >= 0)
                .toList();
        int at = 0;
        for (int i = 0; i < halves.size(); i++) {
            at = halves.get(i).part() == selected.get() ? i : at;
        }
        if (halves.isEmpty()) {
            return;
        }
        Half half = halves.get(at);
        switch (event.getCode()) {
            case UP -> selected.set(halves.get(Math.max(0, at - 1)).part());
            case DOWN ->
                selected.set(halves.get(Math.min(halves.size() - 1, at + 1)).part());
            case LEFT -> now.set(half.part(), Math.round(half.pruned() * 100 + 1) / 100.0, true);
            case RIGHT -> now.set(half.part(), Math.round(half.pruned() * 100 - 1) / 100.0, true);
            case L -> now.lock(half.part());
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// The part that keys and the field work on; -1 for none.
    public IntegerProperty selectedProperty() {
        return selected;
    }

    /// Whether the bars can be dragged.
    public BooleanProperty editableProperty() {
        return editable;
    }

    /// The blocks shown.
    public ObjectProperty<List<Block>> blocksProperty() {
        return blocks;
    }
}

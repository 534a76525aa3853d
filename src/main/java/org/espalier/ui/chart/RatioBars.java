package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.jspecify.annotations.Nullable;

/// One horizontal bar a block, divided into attention and MLP by their share of the weights; filled = kept, hatched =
/// pruned.
public final class RatioBars extends Region implements Exported {

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

    private final ObjectProperty<List<Block>> blocks = new SimpleObjectProperty<>(this, "blocks", List.of());
    private final IntegerProperty pointed = new SimpleIntegerProperty(this, "pointed", -1);
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final BooleanProperty editable = new SimpleBooleanProperty(this, "editable", false);
    private @Nullable Edit edit;
    private boolean dragging;
    private final PaintedArea<Integer> area = new PaintedArea<>(this::sketch, _ -> {});
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tooltip = new Tooltip();

    /// Bars of nothing.
    public RatioBars() {
        getStyleClass().add("ratio-bars");
        ruler.setVisible(false);
        ruler.setManaged(false);
        ruler.getStyleClass().add("caption");
        area.setManaged(false);
        area.setMouseTransparent(true);
        getChildren().addAll(area, palette, ruler);
        setAccessibleText(Words.of("bars.name"));
        blocks.addListener((_, _, now) -> {
            setMinHeight(RatioPainter.least(now.size()));
            setPrefHeight(RatioPainter.least(now.size()));
            area.repaint();
        });
        palette.revisionProperty().addListener((_, _, _) -> area.repaint());
        ruler.fontProperty().addListener((_, _, _) -> area.repaint());
        selected.addListener((_, _, _) -> area.repaint());
        editable.addListener((_, _, _) -> area.repaint());
        focusedProperty().addListener((_, _, _) -> area.repaint());
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(_ -> dragging = false);
        setOnKeyPressed(this::key);
        focusTraversableProperty().bind(editable);
        setOnMouseMoved(event -> point((int) Math.floor((event.getY() - RatioPainter.HEAD) / row())));
        setOnMouseExited(_ -> point(-1));
        setMinWidth(240);
    }

    @Override
    protected void layoutChildren() {
        area.resizeRelocate(0, 0, getWidth(), getHeight());
    }

    private RatioPainter painter() {
        return new RatioPainter(
                blocks.get(),
                editable.get(),
                new ChartTheme(palette, ruler.getFont().getSize()),
                getHeight());
    }

    private PaintedArea.@Nullable Sketch<Integer> sketch() {
        RatioPainter painter = painter();
        int at = pointed.get();
        int part = selected.get();
        boolean focused = isFocused();
        return (g, width, height) -> painter.paint(g, width, at, part, focused);
    }

    @Override
    public byte[] saved(String name) {
        RatioPainter painter = painter();
        return new Figure() {
            @Override
            public void paint(Graphics2D g, double width, double height) {
                painter.ground(g, width, height);
                painter.paint(g, width, -1, -1, false);
            }

            @Override
            public String csv() {
                return painter.csv();
            }
        }.bytes(name, Math.max(320, getWidth()), Math.max(getMinHeight(), getHeight()));
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
        area.repaint();
    }

    /// As high as there is room, within limits.
    private double row() {
        return RatioPainter.row(blocks.get().size(), getHeight());
    }

    /// Calls `now` with what the user does while the bars are editable.
    public void setEdit(Edit now) {
        edit = now;
    }

    private double span() {
        return Math.max(1, getWidth() - RatioPainter.NAME - RatioPainter.NUMBER);
    }

    private void press(MouseEvent event) {
        int index = (int) Math.floor((event.getY() - RatioPainter.HEAD) / row());
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
                ? RatioPainter.NAME
                : RatioPainter.NAME + span() * block.attention().weights() / most() + 1;
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

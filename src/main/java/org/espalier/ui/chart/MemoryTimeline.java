package org.espalier.ui.chart;

import java.awt.Graphics2D;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.jspecify.annotations.Nullable;

/// The memory timeline: x = step, y = offset, one box a buffer.
public final class MemoryTimeline extends Region implements Exported {

    private static final double HEADROOM = 1.04;
    private static final double CLOSE = 1.2;
    private static final double ROOMY = 2;

    private final ObjectProperty<MemoryMap> map = new SimpleObjectProperty<>(this, "map", MemoryMap.EMPTY);
    private final ObjectProperty<@Nullable MemoryMap> ghost = new SimpleObjectProperty<>(this, "ghost", null);
    private final LongProperty beside = new SimpleLongProperty(this, "beside", 0);
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final ReadOnlyIntegerWrapper hovered = new ReadOnlyIntegerWrapper(this, "hovered", -1);
    private final PaintedArea<Integer> area = new PaintedArea<>(this::sketch, _ -> {});
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tooltip = new Tooltip();
    private boolean whole;
    private Viewport view = new Viewport(0, 1, 0, 1, 0, 0, 1, 1);

    /// A timeline of nothing.
    public MemoryTimeline() {
        getStyleClass().add("memory-timeline");
        area.setManaged(false);
        area.setMouseTransparent(true);
        getChildren().addAll(area, palette);
        setMinSize(200, 140);
        setPrefSize(600, 320);
        setFocusTraversable(true);
        setAccessibleText(Words.of("timeline.name"));
        ruler.getStyleClass().add("caption");
        ruler.setVisible(false);
        ruler.setManaged(false);
        getChildren().add(ruler);
        map.addListener((_, _, now) -> {
            selected.set(-1);
            hovered.set(-1);
            setAccessibleText(describe(now));
            refit();
        });
        ghost.addListener((_, _, _) -> draw());
        beside.addListener((_, _, _) -> refit());
        selected.addListener((_, _, _) -> draw());
        hovered.addListener((_, _, now) -> hover(now.intValue()));
        palette.revisionProperty().addListener((_, _, _) -> draw());
        ruler.fontProperty().addListener((_, _, _) -> requestLayout());
        TimelineInput.of(this);
    }

    private static String describe(MemoryMap map) {
        return Words.of(
                "timeline.described",
                map.boxes().size(),
                map.steps().size(),
                Numbers.bytes(map.arena()),
                Numbers.bytes(map.budget()));
    }

    @Override
    protected void layoutChildren() {
        area.resizeRelocate(0, 0, getWidth(), getHeight());
        place();
        draw();
    }

    private void place() {
        double left = MemoryPainter.left(ruler.getFont().getSize());
        double bottom = MemoryPainter.bottom(ruler.getFont().getSize());
        view = view.placed(
                left,
                MemoryPainter.TOP,
                Math.max(1, getWidth() - left - MemoryPainter.RIGHT),
                Math.max(1, getHeight() - MemoryPainter.TOP - bottom));
    }

    private void draw() {
        area.repaint();
    }

    private ChartTheme theme() {
        return new ChartTheme(palette, ruler.getFont().getSize());
    }

    private PaintedArea.@Nullable Sketch<Integer> sketch() {
        ChartTheme theme = theme();
        Viewport seen = view;
        MemoryMap now = map.get();
        MemoryMap before = ghost.get();
        int chosen = selected.get();
        int pointed = hovered.get();
        return (g, width, height) -> {
            new MemoryPainter(g, theme, seen, now).paint(width, height, before, chosen, pointed);
            return now.boxes().size();
        };
    }

    /// The picture as it is zoomed, or a row for each buffer.
    @Override
    public byte[] saved(String name) {
        ChartTheme theme = theme();
        Viewport seen = view;
        MemoryMap now = map.get();
        return new Figure() {
            @Override
            public void paint(Graphics2D g, double width, double height) {
                new MemoryPainter(g, theme, seen, now).paint(width, height, ghost.get(), -1, -1);
            }

            @Override
            public String csv() {
                return now.csv();
            }
        }.bytes(name, Math.max(getMinWidth(), getWidth()), Math.max(getMinHeight(), getHeight()));
    }

    private double maxX() {
        return Math.max(1, map.get().steps().size());
    }

    private double maxY() {
        MemoryMap before = ghost.get();
        long height = Math.max(map.get().height(), Math.max(before == null ? 0 : before.arena(), beside.get()));
        return Math.max(1, height * HEADROOM);
    }

    /// Shows every step, and the arena as large as it goes; once more, all the memory up to the budget.
    public void fit() {
        if (fitted().equals(view)) {
            whole = !whole;
        }
        refit();
    }

    private void refit() {
        view = fitted();
        draw();
    }

    private Viewport fitted() {
        MemoryMap before = ghost.get();
        long highest = Math.max(map.get().arena(), Math.max(before == null ? 0 : before.arena(), beside.get()));
        double arena = Math.max(1, highest * CLOSE);
        double top = whole || arena * ROOMY > maxY() ? maxY() : arena;
        return new Viewport(0, maxX(), 0, top, view.left(), view.top(), view.width(), view.height());
    }

    /// Zooms at the middle; a factor above 1 shows more detail.
    public void zoom(double factor) {
        zoomAt(view.left() + view.width() / 2, view.top() + view.height() / 2, factor, 1);
    }

    /// Zooms at a pixel.
    void zoomAt(double px, double py, double factorX, double factorY) {
        view = view.zoomed(px, py, factorX, factorY, maxX(), maxY());
        draw();
    }

    /// Moves what is shown by pixels.
    void move(double dx, double dy) {
        view = view.moved(dx, dy, maxX(), maxY());
        draw();
    }

    /// What is shown of the timeline.
    Viewport view() {
        return view;
    }

    /// Brings forward the buffer under the pointer; -1 for none.
    void point(int id) {
        hovered.set(id);
    }

    private void hover(int id) {
        if (id < 0) {
            Tooltip.uninstall(this, tooltip);
        } else {
            MemoryMap.Box box = map.get().boxes().get(id);
            tooltip.setText(Words.of(
                    "timeline.tip",
                    box.name(),
                    Numbers.exactBytes(box.bytes()),
                    Numbers.exactBytes(box.offset()),
                    box.first(),
                    box.last(),
                    map.get().steps().get(box.first())));
            Tooltip.install(this, tooltip);
        }
        draw();
    }

    /// What is drawn.
    public ObjectProperty<MemoryMap> mapProperty() {
        return map;
    }

    /// The plan before the last change, drawn as an outline; null for none.
    public ObjectProperty<@Nullable MemoryMap> ghostProperty() {
        return ghost;
    }

    /// Bytes of the arena that stands beside it: both are drawn as high as the larger one needs.
    public LongProperty besideProperty() {
        return beside;
    }

    /// The id of the selected buffer; -1 for none.
    public IntegerProperty selectedProperty() {
        return selected;
    }

    /// The id of the buffer under the pointer; -1 for none.
    public ReadOnlyIntegerProperty hoveredProperty() {
        return hovered.getReadOnlyProperty();
    }
}

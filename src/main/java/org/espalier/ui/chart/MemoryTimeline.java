package org.espalier.ui.chart;

import java.awt.Graphics2D;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.Text;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.jspecify.annotations.Nullable;

/// The memory timeline: x = step, y = offset, one box a buffer.
///
/// The wheel zooms at the pointer (with Ctrl also in height, with Shift it moves); a drag moves; W and S zoom, A and D
/// and the arrows move, F or a double click fits, `,` and `.` select the neighbour, Esc clears the selection.
public final class MemoryTimeline extends Region implements Exported {

    private static final double ZOOM = 1.25;
    private static final double MOVE = 80;
    private static final double HEADROOM = 1.04;
    private static final double CLOSE = 1.2;
    private static final double ROOMY = 2;

    private final ObjectProperty<MemoryMap> map = new SimpleObjectProperty<>(this, "map", MemoryMap.EMPTY);
    private final ObjectProperty<@Nullable MemoryMap> ghost = new SimpleObjectProperty<>(this, "ghost", null);
    private final IntegerProperty selected = new SimpleIntegerProperty(this, "selected", -1);
    private final ReadOnlyIntegerWrapper hovered = new ReadOnlyIntegerWrapper(this, "hovered", -1);
    private final PaintedArea<Integer> area = new PaintedArea<>(this::sketch, _ -> {});
    private final Palette palette = new Palette();
    private final Text ruler = new Text();
    private final Tooltip tooltip = new Tooltip();
    private boolean whole;
    private Viewport view = new Viewport(0, 1, 0, 1, 0, 0, 1, 1);
    private double pressX;
    private double pressY;
    private boolean dragged;

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
        selected.addListener((_, _, _) -> draw());
        hovered.addListener((_, _, now) -> hover(now.intValue()));
        palette.revisionProperty().addListener((_, _, _) -> draw());
        ruler.fontProperty().addListener((_, _, _) -> requestLayout());
        setOnMouseMoved(event -> hovered.set(hit(event.getX(), event.getY())));
        setOnMouseExited(_ -> hovered.set(-1));
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(this::release);
        setOnScroll(this::scroll);
        setOnKeyPressed(this::key);
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
        long height = Math.max(map.get().height(), before == null ? 0 : before.arena());
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
        double arena = Math.max(1, Math.max(map.get().arena(), before == null ? 0 : before.arena()) * CLOSE);
        double top = whole || arena * ROOMY > maxY() ? maxY() : arena;
        return new Viewport(0, maxX(), 0, top, view.left(), view.top(), view.width(), view.height());
    }

    /// Zooms at the middle; a factor above 1 shows more detail.
    public void zoom(double factor) {
        zoomAt(view.left() + view.width() / 2, view.top() + view.height() / 2, factor, 1);
    }

    private void zoomAt(double px, double py, double factorX, double factorY) {
        view = view.zoomed(px, py, factorX, factorY, maxX(), maxY());
        draw();
    }

    private void move(double dx, double dy) {
        view = view.moved(dx, dy, maxX(), maxY());
        draw();
    }

    /// The buffer at a pixel, the topmost drawn; -1 for none.
    int hit(double px, double py) {
        if (px < view.left() || px > view.left() + view.width() || py < view.top() || py > view.top() + view.height()) {
            return -1;
        }
        double x = view.x(px);
        double y = view.y(py);
        int found = -1;
        for (MemoryMap.Box box : map.get().boxes()) {
            if (box.first() <= x && x < box.last() + 1.0 && box.offset() <= y && y < box.end()) {
                found = box.id();
            }
        }
        return found;
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

    private void press(MouseEvent event) {
        requestFocus();
        pressX = event.getX();
        pressY = event.getY();
        dragged = false;
    }

    private void drag(MouseEvent event) {
        double dx = event.getX() - pressX;
        double dy = event.getY() - pressY;
        if (dragged || Math.hypot(dx, dy) > 4) {
            dragged = true;
            move(-dx, dy);
            pressX = event.getX();
            pressY = event.getY();
        }
    }

    private void release(MouseEvent event) {
        if (dragged || event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        if (event.getClickCount() == 2) {
            fit();
        } else {
            selected.set(hit(event.getX(), event.getY()));
        }
    }

    private void scroll(ScrollEvent event) {
        double amount = event.getDeltaY() + event.getDeltaX();
        if (amount == 0) {
            return;
        }
        if (event.isShiftDown()) {
            move(-amount, 0);
        } else {
            double factor = amount > 0 ? ZOOM : 1 / ZOOM;
            zoomAt(event.getX(), event.getY(), factor, event.isControlDown() ? factor : 1);
        }
        event.consume();
    }

    private void key(KeyEvent event) {
        if (event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        switch (event.getCode()) {
            case W -> zoom(ZOOM);
            case S -> zoom(1 / ZOOM);
            case A, LEFT -> move(-MOVE, 0);
            case D, RIGHT -> move(MOVE, 0);
            case UP -> move(0, MOVE);
            case DOWN -> move(0, -MOVE);
            case F -> fit();
            case ESCAPE -> selected.set(-1);
            case COMMA -> neighbour(-1);
            case PERIOD -> neighbour(1);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void neighbour(int step) {
        int n = map.get().boxes().size();
        if (n > 0) {
            selected.set(Math.floorMod(selected.get() < 0 && step < 0 ? -1 : selected.get() + step, n));
        }
    }

    /// What is drawn.
    public ObjectProperty<MemoryMap> mapProperty() {
        return map;
    }

    /// The plan before the last change, drawn as an outline; null for none.
    public ObjectProperty<@Nullable MemoryMap> ghostProperty() {
        return ghost;
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

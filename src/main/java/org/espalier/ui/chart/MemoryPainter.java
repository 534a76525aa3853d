package org.espalier.ui.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// Draws a [MemoryMap]: boxes, the hand-over inside overwriting chains, peak, budget and axes.
final class MemoryPainter {

    static final double RIGHT = 16;
    static final double TOP = 12;

    private static final double LABEL_WIDTH = 34;
    private static final double LINE = 1.18;
    private static final double HALO = 0.9;
    private static final double FADED = 0.3;

    private final Pen pen;
    private final ChartTheme theme;
    private final Viewport view;
    private final MemoryMap map;
    private final Font font;
    private final Font strong;
    private final double lineHeight;

    MemoryPainter(Graphics2D g, ChartTheme theme, Viewport view, MemoryMap map) {
        this.pen = new Pen(g, theme);
        this.theme = theme;
        this.view = view;
        this.map = map;
        this.font = theme.font();
        this.strong = theme.strong();
        this.lineHeight = theme.fontSize() * LINE;
    }

    /// Room for the bytes at the left, at that size of type.
    static double left(double fontSize) {
        return 5.8 * fontSize;
    }

    /// Room for steps and blocks below.
    static double bottom(double fontSize) {
        return 3.65 * fontSize;
    }

    /// Draws everything; `ghost` is the plan before the last change, or null.
    void paint(double width, double height, @Nullable MemoryMap ghost, int selected, int hovered) {
        pen.box(colour(Token.GROUND), 0, 0, width, height);
        grid();
        Shape before = pen.clip(new Rectangle2D.Double(view.left(), view.top(), view.width(), view.height()));
        peakBand();
        boolean fade = selected >= 0;
        for (MemoryMap.Box box : map.boxes()) {
            fill(box, fade && !related(box, selected) ? FADED : 1);
        }
        for (MemoryMap.Box box : map.boxes()) {
            handOver(box, fade && !related(box, selected) ? FADED : 1);
        }
        for (MemoryMap.Box box : map.boxes()) {
            label(box, fade && !related(box, selected) ? FADED : 1);
        }
        outline(hovered, 1.5);
        outline(selected, 2.5);
        if (ghost != null) {
            ghost(ghost);
        }
        limits();
        pen.unclip(before);
        new StepAxis(pen, theme, view, map.steps()).paint(box(hovered >= 0 ? hovered : selected));
    }

    private Color colour(Token token) {
        return pen.colour(token, 1);
    }

    private double right() {
        return view.left() + view.width();
    }

    private double py(long bytes) {
        return view.py((double) bytes);
    }

    private boolean related(MemoryMap.Box box, int id) {
        return box.id() == id
                || box.overwrites() == id
                || (id < map.boxes().size() && map.boxes().get(id).overwrites() == box.id());
    }

    private void grid() {
        double step = Viewport.step(view.y1() - view.y0(), view.height(), 36, 2);
        for (double y = Math.ceil(view.y0() / step) * step; y <= view.y1(); y += step) {
            double py = Math.round(view.py(y)) + 0.5;
            pen.line(colour(Token.GRID), 1, view.left(), py, right(), py);
            pen.words(colour(Token.MUTED), font, Numbers.bytes(Math.round(y)), view.left() - 6, py, Pen.At.RIGHT);
        }
    }

    private void peakBand() {
        if (map.steps().isEmpty()) {
            return;
        }
        double x = view.px(map.peakStep());
        pen.box(pen.colour(Token.SELECTED, 0.10), x, view.top(), view.px(map.peakStep() + 1.0) - x, view.height());
    }

    private void fill(MemoryMap.Box box, double opacity) {
        double x = view.px(box.first());
        double y = py(box.end());
        double w = view.px(box.last() + 1.0) - x;
        double h = py(box.offset()) - y;
        if (x > right() || x + w < view.left()) {
            return;
        }
        pen.box(pen.colour(box.kind().token(), opacity), x, y, w, h);
        if (w > 2 && h > 2) {
            pen.frame(pen.colour(Token.TEXT, 0.45 * opacity), 1, x + 0.5, y + 0.5, w - 1, h - 1);
        }
    }

    /// Where a buffer is placed over another: while both are needed the body changes hands along a diagonal, after
    /// that the seam between them is open, so that the chain reads as one.
    private void handOver(MemoryMap.Box box, double opacity) {
        if (box.overwrites() < 0 || box.overwrites() >= map.boxes().size()) {
            return;
        }
        MemoryMap.Box old = map.boxes().get(box.overwrites());
        long low = Math.max(box.offset(), old.offset());
        long high = Math.min(box.end(), old.end());
        if (high <= low) {
            return;
        }
        double x0 = view.px(box.first());
        double x1 = view.px(Math.max(box.first(), old.last() + 1.0));
        double y0 = py(low);
        double y1 = py(high);
        Color before = pen.colour(old.kind().token(), opacity);
        pen.triangle(before, x0, y1, x1, y1, x0, y0);
        pen.triangle(pen.colour(box.kind().token(), opacity), x1, y1, x1, y0, x0, y0);
        pen.line(before, 2, x0, y1 + 2, x0, y0 - 2);
        pen.dashes(pen.colour(Token.TEXT, 0.7 * opacity), 1, 4, 3, x0, y0, x1, y1);
    }

    private void label(MemoryMap.Box box, double opacity) {
        double left = Math.max(view.px(ownFrom(box)), view.left());
        double right = Math.min(view.px(ownTo(box)), right());
        double top = Math.max(py(box.end()), view.top());
        double bottom = Math.min(py(box.offset()), view.top() + view.height());
        double w = right - left - 6;
        double h = bottom - top;
        if (w < LABEL_WIDTH || h < lineHeight) {
            return;
        }
        Color colour = pen.colour(Token.TEXT, opacity);
        double x = (left + right) / 2;
        double y = (top + bottom) / 2;
        boolean two = h >= 2 * lineHeight + 4;
        String name = pen.width(strong, box.name()) <= w ? box.name() : StepGroups.within(box.name());
        pen.words(colour, strong, pen.fitting(strong, name, w), x, two ? y - lineHeight / 2 : y, Pen.At.CENTRE);
        String bytes = Numbers.bytes(box.bytes());
        if (two && pen.width(font, bytes) <= w + 4) {
            pen.words(colour, font, bytes, x, y + lineHeight / 2 + 1, Pen.At.CENTRE);
        }
    }

    /// Where a box is alone: after it has taken over from the one it overwrites.
    private double ownFrom(MemoryMap.Box box) {
        boolean takes = box.overwrites() >= 0 && box.overwrites() < map.boxes().size();
        int start = takes ? map.boxes().get(box.overwrites()).last() + 1 : box.first();
        return start > box.last() ? box.first() : start;
    }

    /// Where a box is alone: before another starts to overwrite it.
    private double ownTo(MemoryMap.Box box) {
        int end = map.boxes().stream()
                .filter(other -> other.overwrites() == box.id())
                .mapToInt(MemoryMap.Box::first)
                .min()
                .orElse(box.last() + 1);
        return end <= box.first() ? box.last() + 1.0 : end;
    }

    private MemoryMap.@Nullable Box box(int id) {
        return id < 0 || id >= map.boxes().size() ? null : map.boxes().get(id);
    }

    private void outline(int id, double width) {
        MemoryMap.Box box = box(id);
        if (box == null) {
            return;
        }
        double x = view.px(box.first());
        double y = py(box.end());
        pen.frame(
                colour(width > 2 ? Token.SELECTED : Token.TEXT),
                width,
                x + 1,
                y + 1,
                view.px(box.last() + 1.0) - x - 2,
                py(box.offset()) - y - 2);
    }

    /// The outline of the plan before: how high it reached at each step, spread over the same width.
    private void ghost(MemoryMap before) {
        int n = before.steps().size();
        double scale = (double) map.steps().size() / Math.max(1, n);
        Path2D top = new Path2D.Double();
        for (int i = 0; i < n; i++) {
            double y = py(before.topAt(i));
            if (i == 0) {
                top.moveTo(view.px(0), y);
            } else {
                top.lineTo(view.px(i * scale), y);
            }
            top.lineTo(view.px((i + 1) * scale), y);
        }
        pen.line(colour(Token.MUTED), 1.5, 2, 4, top);
        text(
                Words.of("timeline.before", Numbers.bytes(before.arena())),
                view.px(view.x0()) + 6,
                py(before.arena()) - 4,
                Token.MUTED,
                Pen.At.LEFT);
    }

    private void limits() {
        if (map.steps().isEmpty()) {
            return;
        }
        line(map.arena(), map.over() ? Token.OVER : Token.SELECTED, true);
        String step = map.steps().get(Math.clamp(map.peakStep(), 0, map.steps().size() - 1));
        text(
                pen.fitting(strong, Words.of("timeline.peak", Numbers.bytes(map.arena()), step), view.width() * 0.75),
                right() - 6,
                py(map.arena()) - 4,
                map.over() ? Token.OVER : Token.TEXT,
                Pen.At.RIGHT);
        if (map.beside() > 0) {
            double top = py(map.budget());
            double height = py(map.budget() - map.beside()) - top;
            pen.box(pen.colour(Token.MUTED, 0.16), view.left(), top, view.width(), height);
            if (height >= lineHeight) {
                pen.words(
                        colour(Token.MUTED),
                        font,
                        Words.of("timeline.beside", Numbers.bytes(map.beside())),
                        view.left() + 6,
                        top + height / 2,
                        Pen.At.LEFT);
            }
        }
        if (py(map.budget()) < view.top()) {
            text(
                    Words.of("timeline.budget.above", Numbers.bytes(map.budget())),
                    right() - 6,
                    apart(view.top() + lineHeight, py(map.arena()) - 4),
                    Token.TEXT,
                    Pen.At.RIGHT);
            return;
        }
        line(map.budget(), Token.OVER, false);
        text(
                Words.of("timeline.budget", Numbers.bytes(map.budget())),
                right() - 6,
                py(map.budget()) + 14,
                Token.TEXT,
                Pen.At.RIGHT);
    }

    /// A baseline near `y` for words that shall not touch those at `other`: above them, or below where no room is
    /// above.
    private double apart(double y, double other) {
        if (Math.abs(other - y) >= lineHeight) {
            return y;
        }
        return other - lineHeight >= lineHeight ? other - lineHeight : other + lineHeight + 4;
    }

    private void line(long y, Token token, boolean dashed) {
        double py = py(y);
        pen.dashes(colour(token), 1.5, dashed ? 6 : 0, 4, view.left(), py, right(), py);
    }

    /// Words on a ground of their own: no line crosses them.
    private void text(String text, double x, double y, Token token, Pen.At at) {
        double width = pen.width(strong, text);
        double left = at == Pen.At.RIGHT ? x - width : x;
        pen.box(pen.colour(Token.GROUND, HALO), left - 2, y - lineHeight + 3, width + 4, lineHeight);
        pen.baseline(colour(token), strong, text, x, y, at);
    }
}

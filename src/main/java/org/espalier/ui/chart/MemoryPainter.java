package org.espalier.ui.chart;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// Draws a [MemoryMap]: boxes, the hand-over inside overwriting chains, peak, budget and axes.
final class MemoryPainter {

    static final double RIGHT = 16;
    static final double TOP = 12;

    private static final double LABEL_WIDTH = 34;
    private static final double LINE = 1.18;
    private static final double FADED = 0.3;

    private final GraphicsContext g;
    private final Palette palette;
    private final Viewport view;
    private final MemoryMap map;
    private final Font font;
    private final Font strong;
    private final double lineHeight;

    MemoryPainter(GraphicsContext g, Palette palette, Viewport view, MemoryMap map, double fontSize) {
        this.g = g;
        this.palette = palette;
        this.view = view;
        this.map = map;
        this.font = Font.font("Roboto", fontSize);
        this.strong = Font.font("Roboto Medium", fontSize);
        this.lineHeight = fontSize * LINE;
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
    void paint(@Nullable MemoryMap ghost, int selected, int hovered) {
        g.setFill(palette.get(Token.GROUND));
        g.fillRect(0, 0, g.getCanvas().getWidth(), g.getCanvas().getHeight());
        g.setFont(font);
        grid();
        g.save();
        g.beginPath();
        g.rect(view.left(), view.top(), view.width(), view.height());
        g.clip();
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
        g.restore();
        stepAxis();
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
        g.setTextAlign(TextAlignment.RIGHT);
        g.setTextBaseline(VPos.CENTER);
        for (double y = Math.ceil(view.y0() / step) * step; y <= view.y1(); y += step) {
            double py = Math.round(view.py(y)) + 0.5;
            g.setStroke(palette.get(Token.GRID));
            g.setLineWidth(1);
            g.strokeLine(view.left(), py, view.left() + view.width(), py);
            g.setFill(palette.get(Token.MUTED));
            g.fillText(Numbers.bytes(Math.round(y)), view.left() - 6, py);
        }
    }

    private void peakBand() {
        if (map.steps().isEmpty()) {
            return;
        }
        g.setFill(palette.get(Token.SELECTED, 0.10));
        double x = view.px(map.peakStep());
        g.fillRect(x, view.top(), view.px(map.peakStep() + 1.0) - x, view.height());
    }

    private void fill(MemoryMap.Box box, double opacity) {
        double x = view.px(box.first());
        double y = py(box.end());
        double w = view.px(box.last() + 1.0) - x;
        double h = py(box.offset()) - y;
        if (x > view.left() + view.width() || x + w < view.left()) {
            return;
        }
        Color colour = palette.get(box.kind().token());
        g.setFill(colour.deriveColor(0, 1, 1, opacity));
        g.fillRect(x, y, w, h);
        g.setStroke(palette.get(Token.TEXT, 0.45 * opacity));
        g.setLineWidth(1);
        if (w > 2 && h > 2) {
            g.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
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
        g.setFill(palette.get(old.kind().token()).deriveColor(0, 1, 1, opacity));
        g.fillPolygon(new double[] {x0, x1, x0}, new double[] {y1, y1, y0}, 3);
        g.setFill(palette.get(box.kind().token()).deriveColor(0, 1, 1, opacity));
        g.fillPolygon(new double[] {x1, x1, x0}, new double[] {y1, y0, y0}, 3);
        g.setStroke(palette.get(old.kind().token()).deriveColor(0, 1, 1, opacity));
        g.setLineWidth(2);
        g.strokeLine(x0, y1 + 2, x0, y0 - 2);
        g.setStroke(palette.get(Token.TEXT, 0.7 * opacity));
        g.setLineWidth(1);
        g.setLineDashes(4, 3);
        g.strokeLine(x0, y0, x1, y1);
        g.setLineDashes();
    }

    private void label(MemoryMap.Box box, double opacity) {
        double left = Math.max(view.px(ownFrom(box)), view.left());
        double right = Math.min(view.px(ownTo(box)), view.left() + view.width());
        double top = Math.max(py(box.end()), view.top());
        double bottom = Math.min(py(box.offset()), view.top() + view.height());
        double w = right - left - 6;
        double h = bottom - top;
        if (w < LABEL_WIDTH || h < lineHeight) {
            return;
        }
        g.setFill(palette.get(Token.TEXT, opacity));
        g.setTextAlign(TextAlignment.CENTER);
        g.setTextBaseline(VPos.CENTER);
        double x = (left + right) / 2;
        double y = (top + bottom) / 2;
        boolean two = h >= 2 * lineHeight + 4;
        g.setFont(strong);
        String name = Fit.width(box.name(), strong) <= w ? box.name() : StepGroups.within(box.name());
        g.fillText(Fit.text(name, strong, w), x, two ? y - lineHeight / 2 : y);
        g.setFont(font);
        String bytes = Numbers.bytes(box.bytes());
        if (two && Fit.width(bytes, font) <= w + 4) {
            g.fillText(bytes, x, y + lineHeight / 2 + 1);
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

    private void outline(int id, double width) {
        if (id < 0 || id >= map.boxes().size()) {
            return;
        }
        MemoryMap.Box box = map.boxes().get(id);
        double x = view.px(box.first());
        double y = py(box.end());
        g.setStroke(palette.get(width > 2 ? Token.SELECTED : Token.TEXT));
        g.setLineWidth(width);
        g.strokeRect(x + 1, y + 1, view.px(box.last() + 1.0) - x - 2, py(box.offset()) - y - 2);
    }

    /// The outline of the plan before: how high it reached at each step, spread over the same width.
    private void ghost(MemoryMap before) {
        int n = before.steps().size();
        double scale = (double) map.steps().size() / Math.max(1, n);
        g.setStroke(palette.get(Token.MUTED));
        g.setLineWidth(1.5);
        g.setLineDashes(2, 4);
        g.beginPath();
        for (int i = 0; i < n; i++) {
            double y = py(before.topAt(i));
            if (i == 0) {
                g.moveTo(view.px(0), y);
            } else {
                g.lineTo(view.px(i * scale), y);
            }
            g.lineTo(view.px((i + 1) * scale), y);
        }
        g.stroke();
        g.setLineDashes();
        text(
                Words.of("timeline.before", Numbers.bytes(before.arena())),
                view.px(view.x0()) + 6,
                py(before.arena()) - 4,
                Token.MUTED,
                TextAlignment.LEFT);
    }

    private void limits() {
        if (map.steps().isEmpty()) {
            return;
        }
        line(map.arena(), map.over() ? Token.OVER : Token.SELECTED, true);
        String step = map.steps().get(Math.clamp(map.peakStep(), 0, map.steps().size() - 1));
        text(
                Fit.text(Words.of("timeline.peak", Numbers.bytes(map.arena()), step), strong, view.width() * 0.75),
                view.left() + view.width() - 6,
                py(map.arena()) - 4,
                map.over() ? Token.OVER : Token.TEXT,
                TextAlignment.RIGHT);
        if (map.beside() > 0) {
            g.setFill(palette.get(Token.MUTED, 0.16));
            double top = py(map.budget());
            double height = py(map.budget() - map.beside()) - top;
            g.fillRect(view.left(), top, view.width(), height);
            if (height >= lineHeight) {
                g.setTextBaseline(VPos.CENTER);
                g.setTextAlign(TextAlignment.LEFT);
                g.setFill(palette.get(Token.MUTED));
                g.fillText(Words.of("timeline.beside", Numbers.bytes(map.beside())), view.left() + 6, top + height / 2);
            }
        }
        if (py(map.budget()) < view.top()) {
            text(
                    Words.of("timeline.budget.above", Numbers.bytes(map.budget())),
                    view.left() + view.width() - 6,
                    view.top() + lineHeight,
                    Token.TEXT,
                    TextAlignment.RIGHT);
            return;
        }
        line(map.budget(), Token.OVER, false);
        text(
                Words.of("timeline.budget", Numbers.bytes(map.budget())),
                view.left() + view.width() - 6,
                py(map.budget()) + 14,
                Token.TEXT,
                TextAlignment.RIGHT);
    }

    private void line(long y, Token token, boolean dashed) {
        g.setStroke(palette.get(token));
        g.setLineWidth(1.5);
        if (dashed) {
            g.setLineDashes(6, 4);
        }
        double py = py(y);
        g.strokeLine(view.left(), py, view.left() + view.width(), py);
        g.setLineDashes();
    }

    private void text(String text, double x, double y, Token token, TextAlignment alignment) {
        g.setFont(strong);
        g.setTextBaseline(VPos.BASELINE);
        g.setTextAlign(alignment);
        g.setFill(palette.get(token));
        g.fillText(text, x, y);
        g.setFont(font);
    }

    /// Step numbers where there is room for them, and below them the groups of steps with the same first word.
    private void stepAxis() {
        List<StepGroups.Group> groups = StepGroups.of(map.steps());
        double base = view.top() + view.height();
        g.setStroke(palette.get(Token.MUTED));
        g.setLineWidth(1);
        g.strokeLine(view.left(), base + 0.5, view.left() + view.width(), base + 0.5);
        g.setTextBaseline(VPos.CENTER);
        double each = view.width() / (view.x1() - view.x0());
        int every = (int) Math.max(1, Math.ceil(2 * lineHeight / each));
        g.setTextAlign(TextAlignment.CENTER);
        g.setFill(palette.get(Token.MUTED));
        for (int i = 0; i < map.steps().size(); i += every) {
            double x = view.px(i + 0.5);
            if (x >= view.left() && x <= view.left() + view.width()) {
                g.fillText(Integer.toString(i), x, base + 0.8 * lineHeight);
            }
        }
        for (StepGroups.Group group : groups) {
            double left = Math.max(view.left(), view.px(group.first()));
            double right = Math.min(view.left() + view.width(), view.px(group.last() + 1.0));
            if (right - left < 4) {
                continue;
            }
            g.setStroke(palette.get(Token.GRID));
            double rule = Math.round(base + 1.55 * lineHeight) + 0.5;
            g.strokeLine(left + 2, rule, right - 2, rule);
            g.setFill(palette.get(Token.TEXT));
            String name = Fit.text(group.name(), font, right - left - 4);
            g.fillText(name, (left + right) / 2, base + 2.3 * lineHeight);
        }
        g.setTextAlign(TextAlignment.RIGHT);
        g.setFill(palette.get(Token.MUTED));
        g.fillText(Words.of("timeline.step"), view.left() - 6, base + 0.8 * lineHeight);
    }
}

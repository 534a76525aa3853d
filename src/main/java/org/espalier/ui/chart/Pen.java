package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.espalier.ui.theme.Token;

/// Draws lines, boxes and words in the colours of a theme: on a picture, or into a drawing that is kept.
final class Pen {

    /// Where a text stands from its point.
    enum At {
        /// It begins there.
        LEFT,
        /// Its middle is there.
        CENTRE,
        /// It ends there.
        RIGHT
    }

    private static final float SOLID = 0;

    private final Graphics2D g;
    private final ChartTheme theme;

    Pen(Graphics2D g, ChartTheme theme) {
        this.g = g;
        this.theme = theme;
        g.setFont(theme.font());
    }

    Color colour(Token token, double opacity) {
        return theme.colour(token, opacity);
    }

    void box(Color colour, double x, double y, double width, double height) {
        g.setPaint(colour);
        g.fill(new Rectangle2D.Double(x, y, width, height));
    }

    void frame(Color colour, double line, double x, double y, double width, double height) {
        g.setPaint(colour);
        g.setStroke(new BasicStroke((float) line));
        g.draw(new Rectangle2D.Double(x, y, width, height));
    }

    void line(Color colour, double line, double x0, double y0, double x1, double y1) {
        line(colour, line, SOLID, SOLID, new Line2D.Double(x0, y0, x1, y1));
    }

    void line(Color colour, double line, float dash, float gap, Shape shape) {
        g.setPaint(colour);
        g.setStroke(
                dash <= 0
                        ? new BasicStroke((float) line)
                        : new BasicStroke(
                                (float) line,
                                BasicStroke.CAP_BUTT,
                                BasicStroke.JOIN_MITER,
                                10,
                                new float[] {dash, gap},
                                0));
        g.draw(shape);
    }

    void dashes(Color colour, double line, float dash, float gap, double x0, double y0, double x1, double y1) {
        line(colour, line, dash, gap, new Line2D.Double(x0, y0, x1, y1));
    }

    void triangle(Color colour, double x0, double y0, double x1, double y1, double x2, double y2) {
        Path2D path = new Path2D.Double();
        path.moveTo(x0, y0);
        path.lineTo(x1, y1);
        path.lineTo(x2, y2);
        path.closePath();
        g.setPaint(colour);
        g.fill(path);
    }

    /// Words whose middle line is at y.
    void words(Color colour, Font font, String text, double x, double y, At at) {
        FontMetrics metrics = g.getFontMetrics(font);
        baseline(colour, font, text, x, y + (metrics.getAscent() - metrics.getDescent()) / 2.0, at);
    }

    /// Words that stand on y.
    void baseline(Color colour, Font font, String text, double x, double y, At at) {
        double width = width(font, text);
        double start = switch (at) {
            case LEFT -> x;
            case CENTRE -> x - width / 2;
            case RIGHT -> x - width;
        };
        g.setFont(font);
        g.setPaint(colour);
        g.drawString(text, (float) start, (float) y);
    }

    double width(Font font, String text) {
        return g.getFontMetrics(font).stringWidth(text);
    }

    /// The text, or as much of its start as fits with an ellipsis; nothing where not even three letters would.
    String fitting(Font font, String text, double room) {
        if (width(font, text) <= room) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (width(font, text.substring(0, middle) + "…") <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low < 3 ? "" : text.substring(0, low).strip() + "…";
    }

    /// Draws within a rectangle only, until it is called again with what this returns.
    Shape clip(Shape within) {
        Shape before = g.getClip();
        g.clip(within);
        return before;
    }

    /// Ends a [#clip].
    void unclip(Shape before) {
        g.setClip(before);
    }
}

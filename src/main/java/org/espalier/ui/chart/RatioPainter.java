package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import org.espalier.ui.text.Csv;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// Draws [RatioBars].
///
/// @param height of the room they share
record RatioPainter(List<RatioBars.Block> blocks, boolean editable, ChartTheme theme, double height) {

    /// Width of the names at the left.
    static final double NAME = 72;
    private static final double HEADS_APART = 6;

    /// Width of the numbers at the right.
    static final double NUMBER = 64;

    /// Height of the headings.
    static final double HEAD = 20;

    private static final double LEAST_ROW = 26;
    private static final double MOST_ROW = 72;
    private static final double MOST_BAR = 40;
    private static final double GAP = 8;
    private static final double HATCH = 6;

    RatioPainter {
        blocks = List.copyOf(blocks);
    }

    /// The least height that `count` blocks need.
    static double least(int count) {
        return HEAD + count * LEAST_ROW;
    }

    /// The height of a row: as high as there is room, within limits.
    static double row(int count, double height) {
        return Math.clamp((height - HEAD) / Math.max(1, count), LEAST_ROW, MOST_ROW);
    }

    void ground(Graphics2D g, double width, double tall) {
        g.setPaint(theme.colour(Token.GROUND, 1));
        g.fill(new Rectangle2D.Double(0, 0, width, tall));
    }

    /// Draws all and returns how many blocks there are.
    ///
    /// @param pointed the block under the mouse; -1 for none
    /// @param selected the part that is edited; -1 for none
    int paint(Graphics2D g, double width, int pointed, int selected, boolean focused) {
        double span = width - NAME - NUMBER;
        if (span < 20 || blocks.isEmpty()) {
            return 0;
        }
        g.setFont(theme.font());
        long most = blocks.stream().mapToLong(RatioBars.Block::weights).max().orElse(1);
        RatioBars.Block first = blocks.getFirst();
        text(g, Token.MUTED, Words.of("bars.attention"), NAME, HEAD / 2, false);
        double mlpStart = NAME + span * first.attention().weights() / most + 2;
        // At a large size of type the first heading is wider than what it heads.
        double after = NAME + g.getFontMetrics().stringWidth(Words.of("bars.attention")) + HEADS_APART;
        text(g, Token.MUTED, Words.of("bars.mlp"), Math.max(mlpStart, after), HEAD / 2, false);
        text(g, Token.MUTED, Words.of("bars.pruned"), NAME + span + NUMBER, HEAD / 2, true);
        double row = row(blocks.size(), height);
        double bar = Math.min(row - GAP, MOST_BAR);
        for (int i = 0; i < blocks.size(); i++) {
            RatioBars.Block block = blocks.get(i);
            double top = HEAD + i * row + (row - bar) / 2;
            if (i == pointed) {
                g.setPaint(theme.colour(Token.GRID, 0.5));
                g.fill(new Rectangle2D.Double(0, HEAD + i * row, width, row));
            }
            text(g, Token.TEXT, block.name(), 0, top + bar / 2, false);
            double attention = span * block.attention().weights() / most;
            double mlp = span * block.mlp().weights() / most;
            Rectangle2D left = new Rectangle2D.Double(NAME, top, Math.max(0, attention - 1), bar);
            Rectangle2D right = new Rectangle2D.Double(NAME + attention + 1, top, Math.max(0, mlp - 1), bar);
            half(g, left, block.attention(), selected, focused);
            half(g, right, block.mlp(), selected, focused);
            text(g, Token.TEXT, Numbers.percent(block.pruned()), width, top + bar / 2, true);
        }
        return blocks.size();
    }

    /// A text centred upright at y, from x on or, at the right, up to x.
    private void text(Graphics2D g, Token token, String text, double x, double y, boolean right) {
        FontMetrics metrics = g.getFontMetrics();
        g.setPaint(theme.colour(token, 1));
        g.drawString(text, (float) (right ? x - metrics.stringWidth(text) : x), (float)
                (y + (metrics.getAscent() - metrics.getDescent()) / 2.0));
    }

    private void half(Graphics2D g, Rectangle2D place, RatioBars.Half half, int selected, boolean focused) {
        double width = place.getWidth();
        if (width < 1) {
            return;
        }
        double x = place.getX();
        double middle = place.getCenterY();
        double filled = width * Math.clamp(1 - half.pruned(), 0, 1);
        g.setPaint(theme.colour(Token.KEPT, 1));
        g.fill(new Rectangle2D.Double(x, place.getY(), filled, place.getHeight()));
        hatch(g, new Rectangle2D.Double(x + filled, place.getY(), width - filled, place.getHeight()));
        boolean chosen = editable && half.part() >= 0 && half.part() == selected;
        g.setPaint(chosen ? theme.colour(Token.SELECTED, 1) : theme.colour(Token.MUTED, 0.6));
        g.setStroke(new BasicStroke(chosen ? focused ? 3 : 2 : 1));
        g.draw(new Rectangle2D.Double(x + 0.5, place.getY() + 0.5, width - 1, place.getHeight() - 1));
        if (editable && !half.locked()) {
            g.setPaint(theme.colour(Token.TEXT, 1));
            g.fill(new RoundRectangle2D.Double(x + filled - 2, middle - 7, 4, 14, 4, 4));
        }
        if (half.locked()) {
            String locked = Words.of("bars.locked");
            double room = g.getFontMetrics().stringWidth(locked) + 8.0;
            g.setPaint(theme.colour(Token.GROUND, 1));
            g.fill(new RoundRectangle2D.Double(x + width - room - 4, middle - 9, room, 18, 4, 4));
            text(g, Token.TEXT, locked, x + width - 8, middle, true);
        }
    }

    private void hatch(Graphics2D g, Rectangle2D place) {
        if (place.getWidth() < 1) {
            return;
        }
        Shape clip = g.getClip();
        g.clip(place);
        g.setPaint(theme.colour(Token.PRUNED, 1));
        g.setStroke(new BasicStroke(1));
        Path2D lines = new Path2D.Double();
        for (double d = place.getX() - place.getHeight(); d < place.getMaxX(); d += HATCH) {
            lines.append(new Line2D.Double(d, place.getMaxY(), d + place.getHeight(), place.getY()), false);
        }
        g.draw(lines);
        g.setClip(clip);
    }

    /// A line for each block.
    String csv() {
        return Csv.table(
                List.of(
                        Words.of("bars.block"),
                        Words.of("bars.csv.attention"),
                        Words.of("bars.csv.attention.pruned"),
                        Words.of("bars.csv.mlp"),
                        Words.of("bars.csv.mlp.pruned")),
                blocks.stream()
                        .map(block -> List.of(
                                block.name(),
                                String.valueOf(block.attention().weights()),
                                String.valueOf(block.attention().pruned()),
                                String.valueOf(block.mlp().weights()),
                                String.valueOf(block.mlp().pruned())))
                        .toList());
    }
}

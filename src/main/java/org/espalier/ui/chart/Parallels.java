package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.theme.Token;

/// Parallel coordinates: an upright axis for each quantity, a line through all of them for each candidate, the better
/// ones stronger and drawn last. Of very many candidates the best and an even choice of the others are drawn; the table
/// holds all.
///
/// @param axes names of the quantities
/// @param low of every axis
/// @param high of every axis
/// @param score the heading of what candidates are judged by; less is better
/// @param lines best first
public record Parallels(List<String> axes, double low, double high, String name, String score, List<Line> lines)
        implements Drawing {

    private static final double LEFT = 40;
    private static final double RIGHT = 24;
    private static final double TOP = 8;
    private static final double AIR = 8;
    private static final int STRONG = 3;
    private static final int BEST = 20;
    private static final int DRAWN = 100;
    private static final double NEAR = 6;

    /// A candidate.
    ///
    /// @param values one for each axis
    public record Line(String name, double score, List<Double> values) {

        /// Copies the values.
        public Line {
            values = List.copyOf(values);
        }
    }

    /// Copies the lists.
    public Parallels {
        axes = List.copyOf(axes);
        lines = lines.stream().sorted(Comparator.comparingDouble(Line::score)).toList();
    }

    @Override
    public int size() {
        return lines.size();
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(name, score));
        columns.addAll(axes);
        return columns;
    }

    @Override
    public List<String> row(int index) {
        Line line = lines.get(index);
        List<String> row = new ArrayList<>(List.of(line.name(), Numbers.significant(line.score())));
        line.values().forEach(value -> row.add(Numbers.significant(value)));
        return row;
    }

    private double x(int axis, double width) {
        return axes.size() < 2 ? width / 2 : LEFT + (width - LEFT - RIGHT) * axis / (axes.size() - 1);
    }

    private double y(double value, double height) {
        double share = high > low ? (value - low) / (high - low) : 0.5;
        return height - foot() - Math.clamp(share, 0, 1) * (height - foot() - TOP);
    }

    private static double foot() {
        return 22;
    }

    @Override
    public int hit(double x, double y, double width, double height) {
        double nearest = NEAR;
        int found = -1;
        for (int i = 0; i < lines.size(); i++) {
            List<Double> values = lines.get(i).values();
            for (int a = 0; a + 1 < values.size(); a++) {
                double distance = Line2D.ptSegDist(
                        x(a, width), y(values.get(a), height), x(a + 1, width), y(values.get(a + 1), height), x, y);
                if (distance < nearest) {
                    nearest = distance;
                    found = i;
                }
            }
        }
        return found;
    }

    @Override
    public void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected) {
        if (axes.isEmpty()) {
            return;
        }
        g.setFont(theme.font());
        axes(g, theme, width, height);
        int every = Math.ceilDiv(lines.size(), DRAWN);
        IntStream.range(0, lines.size())
                .map(i -> lines.size() - 1 - i)
                .filter(i -> i != selected && (i < BEST || i % every == 0))
                .forEach(i -> line(g, theme, width, height, i, selected < 0 && i < STRONG));
        if (selected >= 0) {
            line(g, theme, width, height, selected, true);
        }
    }

    private void line(Graphics2D g, ChartTheme theme, double width, double height, int index, boolean strong) {
        List<Double> values = lines.get(index).values();
        Path2D path = new Path2D.Double();
        for (int a = 0; a < values.size(); a++) {
            double x = x(a, width);
            double y = y(values.get(a), height);
            if (a == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        double rank = lines.size() < 2 ? 0 : (double) index / (lines.size() - 1);
        g.setPaint(theme.colour(strong ? Token.CHART_2 : Token.CHART_1, strong ? 1 : 0.75 - 0.6 * rank));
        g.setStroke(new BasicStroke(strong ? 2.5f : 1f));
        g.draw(path);
    }

    private void axes(Graphics2D g, ChartTheme theme, double width, double height) {
        FontMetrics metrics = g.getFontMetrics();
        g.setStroke(new BasicStroke(1));
        double free = Double.NEGATIVE_INFINITY;
        for (int a = 0; a < axes.size(); a++) {
            double x = x(a, width);
            g.setPaint(theme.colour(Token.GRID, 1));
            g.draw(new Line2D.Double(x, TOP, x, height - foot()));
            double half = metrics.stringWidth(axes.get(a)) / 2.0;
            if (x - half > free && x + half < width + RIGHT) {
                g.setPaint(theme.colour(Token.MUTED, 1));
                g.drawString(axes.get(a), (float) (x - half), (float) (height - 6));
                free = x + half + AIR;
            }
        }
        g.setPaint(theme.colour(Token.MUTED, 1));
        for (double value : new double[] {low, (low + high) / 2, high}) {
            String text = Numbers.significant(value);
            g.drawString(text, (float) (LEFT - 8 - metrics.stringWidth(text)), (float)
                    (y(value, height) + metrics.getAscent() / 2.0 - 1));
        }
    }
}

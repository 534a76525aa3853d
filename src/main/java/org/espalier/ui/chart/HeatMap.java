package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// A matrix as a picture: the darker a cell, the larger its value.
///
/// @param rowCount rows of cells
/// @param across cells in a row
/// @param values row by row, none negative
/// @param full the value that is drawn darkest; 0 for the largest one
public record HeatMap(int rowCount, int across, List<Double> values, double full) implements Drawing {

    private static final double STRETCH = 4;
    private static final double LEAST = 12;

    /// Copies the values.
    public HeatMap {
        values = List.copyOf(values);
    }

    /// Cells are drawn up to four times as high or wide as they are long, to use the room of flat matrices.
    private Rectangle2D place(double width, double height) {
        double scale = Math.min(width / across, height / rowCount);
        return new Rectangle2D.Double(
                0,
                0,
                Math.min(width, Math.max(STRETCH * scale * across, LEAST)),
                Math.min(height, Math.max(STRETCH * scale * rowCount, LEAST)));
    }

    @Override
    public void paint(Graphics2D g, ChartTheme theme, double width, double height, int selected) {
        Rectangle2D place = place(width, height);
        double w = place.getWidth() / across;
        double h = place.getHeight() / rowCount;
        double most = full > 0
                ? full
                : values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        Color ground = theme.colour(Token.GROUND, 1);
        Color dark = theme.colour(Token.SELECTED, 1);
        for (int i = 0; i < values.size(); i++) {
            double share = most == 0 ? 0 : Math.min(1, values.get(i) / most);
            g.setPaint(between(ground, dark, share));
            // A little more than a cell, so that no ground shines through between two.
            g.fill(new Rectangle2D.Double(i % across * w, Math.floorDiv(i, across) * h, w + 0.5, h + 0.5));
        }
        g.setPaint(ground);
        g.fill(new Rectangle2D.Double(place.getWidth(), 0, width, height));
        g.fill(new Rectangle2D.Double(0, place.getHeight(), width, height));
        g.setPaint(theme.colour(Token.MUTED, 1));
        g.setStroke(new BasicStroke(1));
        g.draw(new Rectangle2D.Double(0.5, 0.5, place.getWidth() - 1, place.getHeight() - 1));
        if (selected >= 0) {
            g.setPaint(theme.colour(Token.TEXT, 1));
            g.setStroke(new BasicStroke(2));
            g.draw(new Rectangle2D.Double(
                    selected % across * w - 1, Math.floorDiv(selected, across) * h - 1, w + 2, h + 2));
        }
    }

    private static Color between(Color from, Color to, double share) {
        return new Color(
                mixed(from.getRed(), to.getRed(), share),
                mixed(from.getGreen(), to.getGreen(), share),
                mixed(from.getBlue(), to.getBlue(), share));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }

    @Override
    public int hit(double x, double y, double width, double height) {
        Rectangle2D place = place(width, height);
        if (!place.contains(x, y)) {
            return -1;
        }
        int column = Math.min(across - 1, (int) (x / place.getWidth() * across));
        int row = Math.min(rowCount - 1, (int) (y / place.getHeight() * rowCount));
        return row * across + column;
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public List<String> columns() {
        return List.of(Words.of("heatmap.row"), Words.of("heatmap.column"), Words.of("heatmap.value"));
    }

    /// Cells are counted from 0.
    @Override
    public List<String> row(int index) {
        return List.of(
                String.valueOf(Math.floorDiv(index, across)),
                String.valueOf(index % across),
                Numbers.significant(values.get(index)));
    }
}

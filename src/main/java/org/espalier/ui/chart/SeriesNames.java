package org.espalier.ui.chart;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.ui.theme.Token;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/// The names of lines, each just above the end of its line and never over another name.
final class SeriesNames extends AbstractXYAnnotation {

    private static final long serialVersionUID = 1;
    private static final double LIFT = 5;
    private static final double TAIL = 2.0 / 3;

    private final transient List<ChartData.Series> lines;
    private final transient ChartTheme theme;

    private record Name(String text, double right, double base) {}

    SeriesNames(List<ChartData.Series> lines, ChartTheme theme) {
        this.lines = lines;
        this.theme = theme;
    }

    @Override
    public void draw(
            Graphics2D g,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis domain,
            ValueAxis range,
            int renderer,
            PlotRenderingInfo info) {
        RectangleEdge below = Plot.resolveDomainAxisLocation(plot.getDomainAxisLocation(), plot.getOrientation());
        RectangleEdge left = Plot.resolveRangeAxisLocation(plot.getRangeAxisLocation(), plot.getOrientation());
        g.setFont(theme.font());
        FontMetrics metrics = g.getFontMetrics();
        List<Name> names = new ArrayList<>();
        for (ChartData.Series line : lines) {
            List<ChartData.Point> points = line.points();
            List<ChartData.Point> tail = points.subList((int) (points.size() * TAIL), points.size());
            double top = tail.stream()
                    .mapToDouble(p -> range.valueToJava2D(p.y(), area, left))
                    .min()
                    .orElse(area.getMaxY());
            double right = domain.valueToJava2D(points.getLast().x(), area, below);
            names.add(new Name(line.name(), Math.min(right, area.getMaxX() - 2), top - LIFT));
        }
        names.sort(Comparator.comparingDouble(Name::base));
        double free = area.getMinY() + metrics.getAscent();
        for (Name name : names) {
            double base = Math.max(name.base(), free);
            double width = metrics.stringWidth(name.text());
            double x = Math.max(area.getMinX() + 4, name.right() - width);
            g.setPaint(theme.colour(Token.GROUND, 0.8));
            g.fill(new Rectangle2D.Double(x - 2, base - metrics.getAscent(), width + 4, metrics.getHeight()));
            g.setPaint(theme.colour(Token.TEXT, 1));
            g.drawString(name.text(), (float) x, (float) base);
            free = base + metrics.getHeight();
        }
    }
}

package org.espalier.ui.chart;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ui.theme.Token;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/// What is noted of dots, written beside them where there is room; the table has them all.
final class PointNotes extends AbstractXYAnnotation {

    private static final long serialVersionUID = 1;
    private static final double GAP = 6;
    private static final double DOT = 8;

    private final transient ChartData data;
    private final transient ChartTheme theme;

    PointNotes(ChartData data, ChartTheme theme) {
        this.data = data;
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
        g.setPaint(theme.colour(Token.TEXT, 1));
        FontMetrics metrics = g.getFontMetrics();
        List<Rectangle2D> taken = new ArrayList<>();
        for (ChartData.Series series : data.series()) {
            for (ChartData.Point point : series.points()) {
                double x = domain.valueToJava2D(point.x(), area, below);
                double y = range.valueToJava2D(point.y(), area, left);
                taken.add(new Rectangle2D.Double(x - DOT / 2, y - DOT / 2, DOT, DOT));
            }
        }
        for (ChartData.Series series : data.series()) {
            for (ChartData.Point point : series.points()) {
                double x = domain.valueToJava2D(point.x(), area, below);
                double y = range.valueToJava2D(point.y(), area, left);
                double width = metrics.stringWidth(point.note());
                for (double start : new double[] {x + GAP, x - GAP - width}) {
                    Rectangle2D box =
                            new Rectangle2D.Double(start, y - metrics.getAscent() / 2.0, width, metrics.getHeight());
                    if (!point.note().isEmpty()
                            && start >= area.getMinX()
                            && start + width <= area.getMaxX()
                            && taken.stream().noneMatch(box::intersects)) {
                        taken.add(box);
                        g.drawString(point.note(), (float) start, (float) (box.getY() + metrics.getAscent() - 1));
                        break;
                    }
                }
            }
        }
    }
}

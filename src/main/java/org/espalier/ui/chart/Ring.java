package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/// A ring around the chosen point.
final class Ring extends AbstractXYAnnotation {

    private static final long serialVersionUID = 1;
    private static final double RADIUS = 7;

    private final transient ChartData.Point point;
    private final Color colour;

    Ring(ChartData.Point point, Color colour) {
        this.point = point;
        this.colour = colour;
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
        double x = domain.valueToJava2D(
                point.x(), area, Plot.resolveDomainAxisLocation(plot.getDomainAxisLocation(), plot.getOrientation()));
        double y = range.valueToJava2D(
                point.y(), area, Plot.resolveRangeAxisLocation(plot.getRangeAxisLocation(), plot.getOrientation()));
        g.setPaint(colour);
        g.setStroke(new BasicStroke(2));
        g.draw(new Ellipse2D.Double(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS));
    }
}

package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.util.DoubleSummaryStatistics;
import org.espalier.ui.theme.Token;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.Marker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/// The limit of x: what lies within is shaded, and the line itself drawn with some of what lies beyond it, unless
/// everything would be pressed into a corner for it.
final class LimitMark {

    /// The furthest a limit may lie from zero, in units of the highest x, to be drawn.
    private static final double NEAR = 2.5;

    private static final double BEYOND = 0.12;
    private static final double SHADE = 0.12;
    private static final double MIDDLE = 0.5;
    private static final double HEADROOM = 0.15;
    private static final float[] DASHES = {5, 4};
    private static final RectangleInsets AIR = new RectangleInsets(4, 6, 4, 6);

    private LimitMark() {}

    static void add(XYPlot plot, ChartData data, ChartData.Limit limit, ChartTheme theme) {
        DoubleSummaryStatistics x = data.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(ChartData.Point::x)
                .summaryStatistics();
        if (x.getCount() == 0) {
            return;
        }
        ValueAxis axis = plot.getDomainAxis();
        boolean near = limit.x() <= NEAR * x.getMax();
        Range range = axis.getRange();
        if (near) {
            double low = Math.min(range.getLowerBound(), limit.x() - BEYOND * limit.x());
            double high = Math.max(range.getUpperBound(), limit.x());
            axis.setRange(new Range(low, high + BEYOND * (high - low)));
        }
        double low = axis.getRange().getLowerBound();
        double end = Math.min(limit.x(), axis.getRange().getUpperBound());
        Marker within = new IntervalMarker(low, end, theme.colour(Token.KEPT, SHADE));
        Marker line = new ValueMarker(end, theme.colour(Token.TEXT, near ? 1 : 0), dashed());
        line.setLabel(near ? limit.words() : limit.far());
        line.setLabelFont(theme.font());
        line.setLabelPaint(theme.colour(Token.TEXT, 1));
        line.setLabelBackgroundColor(theme.colour(Token.GROUND, 0));
        // Beside the line where there is room for words, above the highest dot.
        boolean left = (end - low) / axis.getRange().getLength() > MIDDLE;
        line.setLabelAnchor(left ? RectangleAnchor.TOP_LEFT : RectangleAnchor.TOP_RIGHT);
        line.setLabelTextAnchor(left ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_LEFT);
        Range heights = plot.getRangeAxis().getRange();
        plot.getRangeAxis().setRange(heights.getLowerBound(), heights.getUpperBound() + HEADROOM * heights.getLength());
        line.setLabelOffset(AIR);
        plot.addDomainMarker(within, Layer.BACKGROUND);
        plot.addDomainMarker(line, Layer.FOREGROUND);
    }

    private static BasicStroke dashed() {
        return new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0);
    }
}

package org.espalier.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.ui.RectangleEdge;

/// A logarithmic axis of counts with a label at each power of ten, or at each second or third one where they would
/// stand in each other's way.
final class DecadeAxis extends LogAxis {

    private static final long serialVersionUID = 1;

    /// Of the height of its type: what a label takes, the air to the next one with it.
    private static final double LINE = 1.5;

    private static final double LEAST = 0.5;

    DecadeAxis(String label) {
        super(label);
        setSmallestValue(LEAST);
        setNumberFormatOverride(new DecimalFormat("#,##0"));
        setTickUnit(new NumberTickUnit(1));
        setMinorTickCount(1);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public List refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
        double decades = calculateLog(getUpperBound()) - calculateLog(Math.max(LEAST, getLowerBound()));
        double labels =
                Math.max(1, area.getHeight() / (LINE * getTickLabelFont().getSize2D()));
        setTickUnit(new NumberTickUnit(Math.max(1, Math.ceil(decades / labels))), false, false);
        return super.refreshTicks(g, state, area, edge);
    }
}

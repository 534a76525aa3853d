package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.TextAnchor;
import org.junit.jupiter.api.Test;

/// A limit of x: what lies within is shaded, and what is beyond it is on the chart too.
class LimitMarkTest {

    private static XYPlot plot(double limit, double... x) {
        List<ChartData.Point> points =
                DoubleStream.of(x).mapToObj(at -> new ChartData.Point(at, 70)).toList();
        ChartData data = new ChartData(
                "KiB",
                "%",
                List.of(),
                List.of(new ChartData.Series("measured", Token.CHART_1, ChartData.Mark.DOTS, 1, points)),
                false,
                new ChartData.Limit(limit, "fits", "all fit"));
        return ChartMaker.make(data, null, false, new ChartTheme(new Palette(), 11), 400)
                .getXYPlot();
    }

    private static IntervalMarker within(XYPlot plot) {
        return (IntervalMarker)
                plot.getDomainMarkers(Layer.BACKGROUND).iterator().next();
    }

    private static String words(XYPlot plot) {
        return ((ValueMarker) plot.getDomainMarkers(Layer.FOREGROUND).iterator().next()).getLabel();
    }

    @Test
    void netsAboveTheBudgetStandOutsideTheShade() {
        XYPlot plot = plot(100, 60, 90, 130);
        assertEquals(100, within(plot).getEndValue());
        assertTrue(plot.getDomainAxis().getRange().contains(130));
        assertTrue(within(plot).getStartValue() <= 60, "all that fits is in the shade");
        assertEquals("fits", words(plot));
    }

    @Test
    void theAxisReachesBeyondABudgetThatNothingExceeds() {
        XYPlot plot = plot(100, 60, 90);
        assertTrue(plot.getDomainAxis().getRange().getUpperBound() > 104, "some of what does not fit is drawn");
        assertEquals(100, within(plot).getEndValue());
    }

    @Test
    void aBudgetBelowAllNetsIsDrawnToo() {
        XYPlot plot = plot(40, 60, 90);
        assertTrue(plot.getDomainAxis().getRange().contains(40));
        assertEquals(40, within(plot).getEndValue());
    }

    @Test
    void itsWordsStandWhereThereIsRoomForThem() {
        ValueMarker right = (ValueMarker)
                plot(100, 60, 90).getDomainMarkers(Layer.FOREGROUND).iterator().next();
        assertEquals(TextAnchor.TOP_RIGHT, right.getLabelTextAnchor(), "left of a line at the right");
        ValueMarker left = (ValueMarker)
                plot(40, 60, 90).getDomainMarkers(Layer.FOREGROUND).iterator().next();
        assertEquals(TextAnchor.TOP_LEFT, left.getLabelTextAnchor(), "right of a line at the left");
    }

    @Test
    void aBudgetFarBeyondAllNetsIsToldAndDoesNotPressThemIntoACorner() {
        XYPlot plot = plot(320, 48, 64);
        assertFalse(plot.getDomainAxis().getRange().contains(320));
        assertEquals(
                plot.getDomainAxis().getRange().getUpperBound(), within(plot).getEndValue());
        assertEquals("all fit", words(plot));
    }
}

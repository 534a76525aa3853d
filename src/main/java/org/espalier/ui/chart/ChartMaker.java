package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.util.Arrays;
import java.util.List;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.theme.Token;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.XYToolTipGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYBarDataset;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/// Makes a JFreeChart of a [ChartData]: one data set and one renderer for each series, labels beside the lines.
final class ChartMaker {

    private static final double DOT = 6;
    private static final double LIFT = 0.035;
    private static final int FEW = 8;

    private ChartMaker() {}

    static JFreeChart make(ChartData data, ChartTheme theme) {
        XYPlot plot = new XYPlot(null, xAxis(data), yAxis(data), null);
        for (int i = 0; i < data.series().size(); i++) {
            ChartData.Series series = data.series().get(i);
            plot.setDataset(i, dataset(series));
            XYItemRenderer renderer = renderer(series);
            renderer.setSeriesPaint(0, theme.colour(series.token(), 1));
            renderer.setSeriesToolTipGenerator(0, tips(data));
            plot.setRenderer(i, renderer);
            if (data.series().size() > 1 && !series.points().isEmpty()) {
                plot.addAnnotation(direct(series, data.logarithmic() ? 0 : LIFT * highest(data), theme));
            }
        }
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        theme.dress(chart);
        return chart;
    }

    private static ValueAxis xAxis(ChartData data) {
        if (data.names().isEmpty()) {
            NumberAxis axis = new NumberAxis(data.xLabel());
            if (whole(data)) {
                axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
                axis.setAutoRangeMinimumSize(1);
            }
            axis.setLowerMargin(0.02);
            axis.setUpperMargin(0.02);
            return axis;
        }
        SymbolAxis axis = new SymbolAxis(data.xLabel(), ticks(data.names()));
        axis.setGridBandsVisible(false);
        axis.setVerticalTickLabels(false);
        return axis;
    }

    /// Whether every x is a whole number, as generations and epochs are.
    private static boolean whole(ChartData data) {
        return data.series().stream()
                .flatMap(series -> series.points().stream())
                .allMatch(point -> point.x() == Math.rint(point.x()));
    }

    /// Every word if there are few; else the first of each run of words that begin alike, without what differs.
    private static String[] ticks(List<String> names) {
        if (names.size() <= FEW) {
            return names.toArray(String[]::new);
        }
        String[] ticks = new String[names.size()];
        Arrays.fill(ticks, "");
        for (StepGroups.Group group : StepGroups.of(names)) {
            ticks[(group.first() + group.last()) / 2] = group.name();
        }
        return ticks;
    }

    private static ValueAxis yAxis(ChartData data) {
        if (!data.logarithmic()) {
            NumberAxis axis = new NumberAxis(data.yLabel());
            axis.setUpperMargin(0.16);
            return axis;
        }
        LogAxis axis = new LogAxis(data.yLabel());
        axis.setSmallestValue(0.5);
        axis.setNumberFormatOverride(new java.text.DecimalFormat("#,##0"));
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setMinorTickCount(1);
        return axis;
    }

    private static XYDataset dataset(ChartData.Series series) {
        XYSeries values = new XYSeries(series.name(), false);
        series.points().forEach(point -> values.add(point.x(), point.y()));
        XYSeriesCollection collection = new XYSeriesCollection(values);
        return series.mark() == ChartData.Mark.BARS ? new XYBarDataset(collection, series.width()) : collection;
    }

    private static XYItemRenderer renderer(ChartData.Series series) {
        if (series.mark() == ChartData.Mark.BARS) {
            XYBarRenderer bars = new XYBarRenderer(0);
            bars.setBarPainter(new StandardXYBarPainter());
            bars.setShadowVisible(false);
            bars.setDrawBarOutline(false);
            bars.setUseYInterval(false);
            return bars;
        }
        boolean line = series.mark() == ChartData.Mark.LINE;
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(line, true);
        renderer.setSeriesStroke(0, new BasicStroke(2f));
        renderer.setSeriesShape(0, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
        return renderer;
    }

    private static double highest(ChartData data) {
        return data.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(ChartData.Point::y)
                .max()
                .orElse(0);
    }

    /// The series' name just above its last point.
    private static XYTextAnnotation direct(ChartData.Series series, double lift, ChartTheme theme) {
        List<ChartData.Point> points = series.points();
        double x = points.getLast().x();
        // Above every point the word stretches over.
        double y = points.subList(points.size() * 2 / 3, points.size()).stream()
                .mapToDouble(ChartData.Point::y)
                .max()
                .orElse(0);
        XYTextAnnotation label = new XYTextAnnotation(series.name(), x, y + lift);
        label.setTextAnchor(TextAnchor.BOTTOM_RIGHT);
        label.setFont(theme.font());
        label.setPaint(theme.colour(Token.TEXT, 1));
        return label;
    }

    private static XYToolTipGenerator tips(ChartData data) {
        return (dataset, series, item) -> data.at(dataset.getXValue(series, item)) + ": "
                + Numbers.significant(dataset.getYValue(series, item)) + " (" + dataset.getSeriesKey(series) + ")";
    }
}

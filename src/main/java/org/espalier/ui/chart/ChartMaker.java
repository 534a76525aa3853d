package org.espalier.ui.chart;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.stream.IntStream;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.theme.Token;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.XYToolTipGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.util.ShapeUtils;
import org.jfree.data.xy.XYBarDataset;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/// Makes a JFreeChart of a [ChartData]: one data set and one renderer for each series, names beside the lines.
final class ChartMaker {

    /// Different shapes of dots.
    static final int SHAPES = 4;

    private static final float DOT = 6;
    private static final int FEW = 8;
    private static final int SPARSE = 200;
    private static final double QUIET = 0.25;
    private static final double APART = 0.12;
    private static final double LEAST_RANGE = 0.1;
    private static final RectangleInsets TICK_AIR = new RectangleInsets(2, 12, 2, 12);

    private ChartMaker() {}

    /// The chart.
    ///
    /// @param chosen the point with a ring around it; null for none
    /// @param names whether there is room for names at the lines' ends
    /// @param width of the chart in pixels; the number of items drawn grows with it and with nothing else
    static JFreeChart make(
            ChartData data, ChartData.@Nullable Point chosen, boolean names, ChartTheme theme, double width) {
        XYPlot plot = new XYPlot(null, xAxis(data), yAxis(data), null);
        for (int i = 0; i < data.series().size(); i++) {
            ChartData.Series series = data.series().get(i);
            plot.setDataset(i, dataset(series, width));
            XYItemRenderer renderer = renderer(series, i);
            renderer.setSeriesToolTipGenerator(0, tips(data));
            plot.setRenderer(i, renderer);
        }
        bringForward(plot, data, theme, -1);
        if (names && named(data)) {
            plot.addAnnotation(new SeriesNames(
                    data.series().stream()
                            .filter(series -> !series.points().isEmpty())
                            .toList(),
                    theme));
        }
        if (data.noted()) {
            plot.addAnnotation(new PointNotes(data, theme));
        }
        if (data.limit() != null) {
            LimitMark.add(plot, data, data.limit(), theme);
        }
        if (chosen != null) {
            plot.addAnnotation(new Ring(chosen, theme.colour(Token.TEXT, 1)));
        }
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        theme.dress(chart);
        return chart;
    }

    /// Whether names stand at the lines' ends; else, where they would stand in each other's way, in a legend.
    static boolean named(ChartData data) {
        double[] ends = data.series().stream()
                .filter(series -> !series.points().isEmpty())
                .mapToDouble(series -> series.points().getLast().y())
                .sorted()
                .toArray();
        double room = APART * Math.max(Math.abs(ends.length == 0 ? 0 : ends[0]), highest(data));
        return data.series().size() > 1
                && data.series().size() <= 4
                && data.series().stream().allMatch(series -> series.mark() == ChartData.Mark.LINE)
                && IntStream.range(1, ends.length).allMatch(i -> ends[i] - ends[i - 1] > room);
    }

    private static double highest(ChartData data) {
        return data.series().stream()
                .flatMap(series -> series.points().stream())
                .mapToDouble(ChartData.Point::y)
                .max()
                .orElse(0);
    }

    /// Colours all series, those other than `index` quietly; -1 for none quiet.
    static void bringForward(XYPlot plot, ChartData data, ChartTheme theme, int index) {
        for (int i = 0; i < data.series().size(); i++) {
            plot.getRenderer(i)
                    .setSeriesPaint(0, theme.colour(data.series().get(i).token(), index < 0 || i == index ? 1 : QUIET));
        }
    }

    /// Dots are compared with each other, everything else with zero.
    private static boolean zero(ChartData data) {
        return data.series().stream().noneMatch(series -> series.mark() == ChartData.Mark.DOTS);
    }

    private static ValueAxis xAxis(ChartData data) {
        if (data.names().isEmpty()) {
            NumberAxis axis = new NumberAxis(data.xLabel());
            if (whole(data)) {
                axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
                axis.setAutoRangeMinimumSize(1);
            }
            axis.setAutoRangeIncludesZero(zero(data));
            axis.setAutoRangeStickyZero(false);
            axis.setLowerMargin(0.03);
            axis.setUpperMargin(0.03);
            axis.setTickLabelInsets(TICK_AIR);
            if (!zero(data)) {
                axis.setAutoRangeMinimumSize(least(data.series().stream()
                        .flatMap(series -> series.points().stream())
                        .mapToDouble(ChartData.Point::x)
                        .max()
                        .orElse(1)));
            }
            return axis;
        }
        if (data.names().size() > FEW) {
            return new GroupAxis(data.xLabel(), data.names());
        }
        SymbolAxis axis = new SymbolAxis(data.xLabel(), data.names().toArray(String[]::new));
        axis.setGridBandsVisible(false);
        return axis;
    }

    /// A single dot stands in the middle of a range that can be read.
    private static double least(double highest) {
        return highest == 0 ? 1 : LEAST_RANGE * Math.abs(highest);
    }

    /// Whether every x is a whole number, as generations and epochs are.
    private static boolean whole(ChartData data) {
        return data.series().stream()
                .flatMap(series -> series.points().stream())
                .allMatch(point -> point.x() == Math.rint(point.x()));
    }

    private static ValueAxis yAxis(ChartData data) {
        if (!data.logarithmic()) {
            NumberAxis axis = new NumberAxis(data.yLabel());
            axis.setUpperMargin(0.16);
            axis.setAutoRangeIncludesZero(zero(data));
            if (!zero(data)) {
                axis.setLowerMargin(0.08);
                axis.setAutoRangeMinimumSize(least(highest(data)));
            }
            return axis;
        }
        return new DecadeAxis(data.yLabel());
    }

    private static XYDataset dataset(ChartData.Series series, double width) {
        XYSeries values = new XYSeries(series.name(), false);
        Thinning.of(series, width).forEach(point -> values.add(point.x(), point.y(), false));
        XYSeriesCollection collection = new XYSeriesCollection(values);
        return series.mark() == ChartData.Mark.BARS ? new XYBarDataset(collection, series.width()) : collection;
    }

    private static XYItemRenderer renderer(ChartData.Series series, int index) {
        if (series.mark() == ChartData.Mark.BARS) {
            XYBarRenderer bars = new XYBarRenderer(0);
            bars.setBarPainter(new StandardXYBarPainter());
            bars.setShadowVisible(false);
            bars.setDrawBarOutline(false);
            bars.setUseYInterval(false);
            return bars;
        }
        boolean line = series.mark() == ChartData.Mark.LINE;
        XYLineAndShapeRenderer renderer =
                new XYLineAndShapeRenderer(line, !line || series.points().size() <= SPARSE);
        renderer.setSeriesStroke(0, new BasicStroke(2f));
        renderer.setSeriesShape(0, shape(index));
        renderer.setDrawSeriesLineAsPath(true);
        return renderer;
    }

    /// Series differ in the shape of their dots, not in colour alone; a legend shows the same ones by these numbers.
    private static Shape shape(int index) {
        return switch (index % SHAPES) {
            case 1 -> new Rectangle2D.Float(-DOT / 2, -DOT / 2, DOT, DOT);
            case 2 -> ShapeUtils.createUpTriangle(DOT * 0.6f);
            case 3 -> ShapeUtils.createDiamond(DOT * 0.7f);
            default -> new Ellipse2D.Float(-DOT / 2, -DOT / 2, DOT, DOT);
        };
    }

    private static XYToolTipGenerator tips(ChartData data) {
        return (dataset, series, item) -> data.at(dataset.getXValue(series, item)) + ": "
                + Numbers.significant(dataset.getYValue(series, item)) + " (" + dataset.getSeriesKey(series) + ")";
    }
}

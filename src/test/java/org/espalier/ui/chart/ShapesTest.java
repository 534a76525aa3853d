package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.Shape;
import java.awt.geom.Area;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.ui.theme.Palette;
import org.espalier.ui.theme.Token;
import org.jfree.chart.plot.XYPlot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nothing is told by colour alone: what a series is can be seen by its dots.
class ShapesTest {

    @ParameterizedTest
    @EnumSource(names = {"LINE", "DOTS"})
    void seriesDifferInTheShapeOfTheirDots(ChartData.Mark mark) {
        List<ChartData.Series> series = IntStream.range(0, ChartMaker.SHAPES)
                .mapToObj(i ->
                        new ChartData.Series("series " + i, Token.CHART_1, mark, 1, List.of(new ChartData.Point(i, i))))
                .toList();
        ChartData data = new ChartData("x", "y", List.of(), series, false);
        XYPlot plot = ChartMaker.make(data, null, false, new ChartTheme(new Palette(), 11), 400)
                .getXYPlot();
        List<Shape> shapes = IntStream.range(0, series.size())
                .mapToObj(i -> plot.getRenderer(i).getItemShape(0, 0))
                .toList();
        for (int i = 0; i < shapes.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertFalse(new Area(shapes.get(i)).equals(new Area(shapes.get(j))), i + " looks like " + j);
            }
        }
    }
}

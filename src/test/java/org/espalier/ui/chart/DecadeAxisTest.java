package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogTick;
import org.jfree.chart.ui.RectangleEdge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecadeAxisTest {

    private static final int SIZE = 11;

    private final DecadeAxis axis = new DecadeAxis("elements");

    /// Ticks with a label for counts from 1 to `most` on an axis `height` pixels high.
    private List<LogTick> ticks(double most, double height) {
        axis.setTickLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, SIZE));
        axis.setRange(0.5, most);
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        List<LogTick> labelled = new ArrayList<>();
        for (Object tick : axis.refreshTicks(g, new AxisState(), area(height), RectangleEdge.LEFT)) {
            if (tick instanceof LogTick value && value.getAttributedLabel() != null) {
                labelled.add(value);
            }
        }
        g.dispose();
        return labelled;
    }

    private static Rectangle2D area(double height) {
        return new Rectangle2D.Double(0, 0, 100, height);
    }

    @ParameterizedTest
    @CsvSource({"2000, 30", "2000, 16", "5000000, 60", "5000000, 200", "40, 20"})
    void labelsNeverStandInEachOthersWay(double most, double height) {
        List<LogTick> ticks = ticks(most, height);
        for (int i = 1; i < ticks.size(); i++) {
            double apart = axis.valueToJava2D(ticks.get(i - 1).getValue(), area(height), RectangleEdge.LEFT)
                    - axis.valueToJava2D(ticks.get(i).getValue(), area(height), RectangleEdge.LEFT);
            assertTrue(Math.abs(apart) > SIZE, apart + " pixels between labels");
        }
        assertTrue(!ticks.isEmpty(), "an axis without a number says nothing");
    }

    @Test
    void whereThereIsRoomEachPowerOfTenHasItsLabel() {
        assertEquals(
                List.of(1.0, 10.0, 100.0, 1000.0),
                ticks(2000, 200).stream()
                        .map(tick -> (double) Math.round(tick.getValue()))
                        .toList());
    }
}

package org.espalier.ui.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.espalier.ui.theme.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThinningTest {

    private static final int WIDTH = 600;

    private static ChartData.Series series(ChartData.Mark mark, int count) {
        Random random = new Random(1);
        List<ChartData.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new ChartData.Point(i, i == count / 3 ? 1000 : random.nextDouble()));
        }
        return new ChartData.Series("s", Token.CHART_1, mark, 1, points);
    }

    private static ChartData.Series even(ChartData.Mark mark, int count) {
        Random random = new Random(2);
        List<ChartData.Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            points.add(new ChartData.Point(i, random.nextDouble()));
        }
        return new ChartData.Series("s", Token.CHART_1, mark, 1, points);
    }

    @Test
    void aShortSeriesStaysAsItIs() {
        ChartData.Series few = series(ChartData.Mark.LINE, Thinning.EACH * WIDTH);
        assertSame(few.points(), Thinning.of(few, WIDTH));
    }

    @Test
    void aLineOfAHundredThousandPointsKeepsItsEndsAndItsPeakInOrder() {
        ChartData.Series all = series(ChartData.Mark.LINE, 100_000);
        List<ChartData.Point> kept = Thinning.of(all, WIDTH);
        assertTrue(kept.size() <= Thinning.EACH * WIDTH, kept.size() + " points");
        assertEquals(all.points().getFirst(), kept.getFirst());
        assertEquals(all.points().getLast(), kept.getLast());
        assertTrue(kept.stream().anyMatch(p -> p.y() == 1000), "the peak is seen");
        for (int i = 1; i < kept.size(); i++) {
            assertTrue(kept.get(i).x() > kept.get(i - 1).x());
        }
    }

    @Test
    void aCloudOfAHundredThousandDotsKeepsOneOfEachPlace() {
        ChartData.Series all = series(ChartData.Mark.DOTS, 100_000);
        List<ChartData.Point> kept = Thinning.of(all, WIDTH);
        assertTrue(kept.size() <= Thinning.EACH * WIDTH, kept.size() + " dots");
        assertTrue(kept.stream().anyMatch(p -> p.y() == 1000), "the one outside is seen");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDrawnOfAHundredThousandPointsGrowsWithTheWidthAlone(ChartData.Mark mark) {
        for (int width : new int[] {300, 1200, 3800}) {
            int drawn = Thinning.of(even(mark, 100_000), width).size();
            assertTrue(drawn <= Thinning.EACH * width, drawn + " at " + width);
            assertTrue(drawn >= width / 4, drawn + " at " + width);
        }
        assertEquals(
                Thinning.of(series(ChartData.Mark.BARS, 100_000), WIDTH).size(),
                Thinning.of(series(ChartData.Mark.BARS, 1_000_000), WIDTH).size());
    }
}

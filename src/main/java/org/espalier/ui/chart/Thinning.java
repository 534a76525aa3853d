package org.espalier.ui.chart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Fewer points that look the same: no chart has room for a hundred thousand of them.
final class Thinning {

    /// Points up to which all are drawn.
    static final int MOST = 4000;

    private static final int SLICES = MOST / 4;
    private static final int CELLS = 63;

    private Thinning() {}

    /// What is drawn of `series`.
    static List<ChartData.Point> of(ChartData.Series series) {
        List<ChartData.Point> points = series.points();
        if (points.size() <= MOST || series.mark() == ChartData.Mark.BARS) {
            return points;
        }
        return series.mark() == ChartData.Mark.LINE ? line(points) : dots(points);
    }

    /// First, lowest, highest and last of each slice, in their order: peaks stay.
    private static List<ChartData.Point> line(List<ChartData.Point> points) {
        List<ChartData.Point> kept = new ArrayList<>(MOST);
        for (int slice = 0; slice < SLICES; slice++) {
            int from = (int) ((long) points.size() * slice / SLICES);
            int to = (int) ((long) points.size() * (slice + 1) / SLICES) - 1;
            int low = from;
            int high = from;
            for (int i = from; i <= to; i++) {
                low = points.get(i).y() < points.get(low).y() ? i : low;
                high = points.get(i).y() > points.get(high).y() ? i : high;
            }
            int first = Math.min(low, high);
            int second = Math.max(low, high);
            kept.add(points.get(from));
            if (first > from) {
                kept.add(points.get(first));
            }
            if (second > first) {
                kept.add(points.get(second));
            }
            if (to > second) {
                kept.add(points.get(to));
            }
        }
        return kept;
    }

    /// The first dot of each cell of a grid over all of them.
    private static List<ChartData.Point> dots(List<ChartData.Point> points) {
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ChartData.Point p : points) {
            left = Math.min(left, p.x());
            right = Math.max(right, p.x());
            low = Math.min(low, p.y());
            high = Math.max(high, p.y());
        }
        double width = Math.max(right - left, Double.MIN_NORMAL);
        double height = Math.max(high - low, Double.MIN_NORMAL);
        Set<Long> taken = new HashSet<>();
        List<ChartData.Point> kept = new ArrayList<>();
        for (ChartData.Point p : points) {
            long column = (long) ((p.x() - left) / width * (CELLS - 1));
            long row = (long) ((p.y() - low) / height * (CELLS - 1));
            if (taken.add(column * CELLS + row)) {
                kept.add(p);
            }
        }
        return kept;
    }
}

package org.espalier.ui.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Fewer points that look the same: no chart has room for a hundred thousand of them. What is drawn grows with the
/// chart's width alone: first, lowest, highest and last of each column of pixels, or one dot of each place.
final class Thinning {

    /// Points for each pixel of width that are drawn at most.
    static final int EACH = 4;

    private static final int NARROW = 100;

    private Thinning() {}

    /// Points of a series that are drawn at most in a chart of that width.
    static int most(double width) {
        return EACH * (int) Math.max(NARROW, width);
    }

    /// What is drawn of `series` in a chart that is `width` pixels wide.
    static List<ChartData.Point> of(ChartData.Series series, double width) {
        List<ChartData.Point> points = series.points();
        int most = most(width);
        if (points.size() <= most) {
            return points;
        }
        return switch (series.mark()) {
            case LINE -> line(points, most / EACH);
            case DOTS -> dots(points, (int) Math.sqrt(most));
            case BARS -> bars(points, most / EACH);
        };
    }

    /// The highest bar of each slice.
    private static List<ChartData.Point> bars(List<ChartData.Point> points, int slices) {
        List<ChartData.Point> kept = new ArrayList<>(slices);
        for (int slice = 0; slice < slices; slice++) {
            int from = (int) ((long) points.size() * slice / slices);
            int to = (int) ((long) points.size() * (slice + 1) / slices);
            points.subList(from, to).stream()
                    .max(Comparator.comparingDouble(ChartData.Point::y))
                    .ifPresent(kept::add);
        }
        return kept;
    }

    /// First, lowest, highest and last of each slice, in their order: peaks stay.
    private static List<ChartData.Point> line(List<ChartData.Point> points, int slices) {
        List<ChartData.Point> kept = new ArrayList<>(EACH * slices);
        for (int slice = 0; slice < slices; slice++) {
            int from = (int) ((long) points.size() * slice / slices);
            int to = (int) ((long) points.size() * (slice + 1) / slices) - 1;
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
    private static List<ChartData.Point> dots(List<ChartData.Point> points, int cells) {
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
            long column = (long) ((p.x() - left) / width * (cells - 1));
            long row = (long) ((p.y() - low) / height * (cells - 1));
            if (taken.add(column * cells + row)) {
                kept.add(p);
            }
        }
        return kept;
    }
}

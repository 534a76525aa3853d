package org.espalier.ui.chart;

import java.util.List;
import java.util.stream.IntStream;
import org.espalier.ui.text.Csv;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// What a chart shows, and what its table and its CSV hold.
///
/// @param xLabel what x is, with its unit
/// @param yLabel what y is, with its unit
/// @param names words for x = 0, 1, 2 …; empty where x is a number
/// @param series one or more, drawn in order
/// @param logarithmic whether y grows by factors of ten
/// @param limit how far x may go; null for anywhere
public record ChartData(
        String xLabel,
        String yLabel,
        List<String> names,
        List<Series> series,
        boolean logarithmic,
        @Nullable Limit limit) {

    /// Nothing to show.
    public static final ChartData EMPTY = new ChartData("", "", List.of(), List.of(), false);

    /// Copies the lists.
    public ChartData {
        names = List.copyOf(names);
        series = List.copyOf(series);
    }

    /// One without a limit.
    public ChartData(String xLabel, String yLabel, List<String> names, List<Series> series, boolean logarithmic) {
        this(xLabel, yLabel, names, series, logarithmic, null);
    }

    /// How far x may go: what lies within is shaded.
    ///
    /// @param words at its line, "fits 320 KiB"
    /// @param far words where all that is drawn lies so far within that the line is not
    public record Limit(double x, String words, String far) {}

    /// How a series is drawn.
    public enum Mark {
        /// A line with a dot at each value.
        LINE,
        /// A bar from 0 for each value, one unit of x wide.
        BARS,
        /// A dot for each value.
        DOTS
    }

    /// Values over x.
    ///
    /// @param width of a bar in units of x; ignored for other marks
    public record Series(String name, Token token, Mark mark, double width, List<Point> points) {

        /// Copies the points.
        public Series {
            points = List.copyOf(points);
        }
    }

    /// A value at x.
    ///
    /// @param note what else is known of it, written beside a dot; empty for nothing
    public record Point(double x, double y, String note) {
        /// One without a note.
        public Point(double x, double y) {
            this(x, y, "");
        }
    }

    /// Whether anything is noted of any point.
    boolean noted() {
        return series.stream()
                .flatMap(s -> s.points().stream())
                .anyMatch(point -> !point.note().isEmpty());
    }

    /// The place of the series of that name; -1 for none.
    int indexOf(Object name) {
        return IntStream.range(0, series.size())
                .filter(i -> series.get(i).name().equals(name))
                .findFirst()
                .orElse(-1);
    }

    /// The word for x.
    String at(double x) {
        int index = (int) Math.round(x);
        return index >= 0 && index < names.size() ? names.get(index) : org.espalier.ui.text.Numbers.significant(x);
    }

    /// The same values as comma-separated lines, a heading first.
    String csv() {
        boolean noted = noted();
        StringBuilder text = new StringBuilder("series,")
                .append(Csv.quoted(xLabel))
                .append(',')
                .append(Csv.quoted(yLabel))
                .append(noted ? "," + Csv.quoted(Words.of("chart.note")) + "\n" : "\n");
        for (Series s : series) {
            for (Point point : s.points()) {
                text.append(Csv.quoted(s.name())).append(',');
                text.append(names.isEmpty() ? String.valueOf(point.x()) : Csv.quoted(at(point.x())));
                text.append(',').append(point.y());
                if (noted) {
                    text.append(',').append(Csv.quoted(point.note()));
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}

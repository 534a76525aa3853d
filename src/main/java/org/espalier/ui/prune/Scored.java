package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.jspecify.annotations.Nullable;

/// A checkpoint, dense or pruned, as a row of the front's table.
///
/// @param name of its folder
/// @param sparsity share of zeros among the weights of the chosen parts
/// @param zeros number of them
/// @param accuracy percent; null if it was not measured
/// @param front whether no other one is at least as sparse and as accurate, and better in one
record Scored(
        String name,
        Path folder,
        String how,
        double sparsity,
        long zeros,
        @Nullable Double accuracy,
        boolean front) {

    /// The dense model first, then what was pruned from it.
    static List<Scored> of(PruneHistory history, Path dense) {
        List<Scored> all = new ArrayList<>();
        PruneHistory.Measured whole = history.of(dense);
        all.add(new Scored(
                Words.of("prune.front.dense"), dense, "", 0, 0, whole == null ? null : whole.accuracy(), false));
        for (PruneHistory.Pruned run : history.from(dense)) {
            PruneHistory.Measured measured = history.of(run.out());
            all.add(new Scored(
                    String.valueOf(run.out().getFileName()),
                    run.out(),
                    run.criterion() + ", " + run.pattern(),
                    run.sparsity(),
                    run.zeros(),
                    measured == null ? null : measured.accuracy(),
                    false));
        }
        return all.stream()
                .map(s -> new Scored(
                        s.name(),
                        s.folder(),
                        s.how(),
                        s.sparsity(),
                        s.zeros(),
                        s.accuracy(),
                        s.accuracy() != null && all.stream().noneMatch(o -> better(o, s))))
                .toList();
    }

    private static boolean better(Scored other, Scored than) {
        Double theirs = other.accuracy();
        Double own = than.accuracy();
        return theirs != null
                && own != null
                && theirs >= own
                && other.zeros() >= than.zeros()
                && (theirs > own || other.zeros() > than.zeros());
    }

    /// Where it stands on the chart; null if it was not measured.
    ChartData.@Nullable Point point() {
        Double measured = accuracy;
        return measured == null ? null : new ChartData.Point(100 * sparsity, measured);
    }

    /// Accuracy over sparsity: all as dots, the front as a line.
    static ChartData chart(List<Scored> all) {
        List<ChartData.Point> dots = points(all.stream());
        return dots.isEmpty()
                ? ChartData.EMPTY
                : new ChartData(
                        Words.of("prune.chart.sparsity"),
                        Words.of("prune.chart.accuracy"),
                        List.of(),
                        List.of(
                                new ChartData.Series(
                                        Words.of("prune.front.line"),
                                        Token.CHART_8,
                                        ChartData.Mark.LINE,
                                        1,
                                        points(all.stream().filter(Scored::front))),
                                new ChartData.Series(
                                        Words.of("prune.front.dots"), Token.CHART_1, ChartData.Mark.DOTS, 1, dots)),
                        false);
    }

    private static List<ChartData.Point> points(java.util.stream.Stream<Scored> scored) {
        List<ChartData.Point> points = new ArrayList<>();
        scored.forEach(s -> {
            ChartData.Point point = s.point();
            if (point != null) {
                points.add(point);
            }
        });
        points.sort(Comparator.comparingDouble(ChartData.Point::x));
        return points;
    }
}

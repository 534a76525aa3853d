package org.espalier.ui.prune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// The page's two charts: ratio and error by layer, accuracy over sparsity.
final class PruneCharts {

    private static final int MOST_BLOCKS = 8;

    private PruneCharts() {}

    /// The ratio of each layer and, where known, how far its weights moved.
    static ChartData layers(Map<String, Double> ratios, Map<String, Double> errors) {
        List<String> order = Layers.inOrder(ratios.keySet());
        List<String> names = order.stream().map(Layers::shortName).toList();
        List<ChartData.Series> series = new ArrayList<>();
        series.add(series(Words.of("prune.chart.pruned"), Token.CHART_1, ratios, order));
        if (!errors.isEmpty()) {
            series.add(series(Words.of("prune.chart.change"), Token.CHART_2, errors, order));
        }
        return new ChartData(Words.of("prune.chart.layer"), Words.of("prune.chart.percent"), names, series, false);
    }

    private static ChartData.Series series(String name, Token token, Map<String, Double> values, List<String> order) {
        List<ChartData.Point> points = new ArrayList<>();
        int x = 0;
        for (String layer : order) {
            points.add(new ChartData.Point(x++, 100 * values.getOrDefault(layer, 0.0)));
        }
        return new ChartData.Series(name, token, ChartData.Mark.LINE, 1, points);
    }

    /// How far the weights of each block moved over the share that was pruned, as the runs of the newest criterion say:
    /// the eight blocks that moved most.
    static ChartData sensitivity(PruneHistory history, Path model) {
        List<PruneHistory.Pruned> runs = history.from(model);
        if (runs.isEmpty()) {
            return ChartData.EMPTY;
        }
        String criterion = runs.getLast().criterion();
        Map<String, TreeMap<Double, Double>> blocks = new TreeMap<>();
        for (PruneHistory.Pruned run : runs) {
            if (run.criterion().equals(criterion)) {
                means(run.ratios())
                        .forEach((block, ratio) -> blocks.computeIfAbsent(block, _ -> new TreeMap<>(Map.of(0.0, 0.0)))
                                .put(100 * ratio, 100 * means(run.errors()).getOrDefault(block, 0.0)));
            }
        }
        List<Map.Entry<String, TreeMap<Double, Double>>> most = blocks.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        e -> -e.getValue().lastEntry().getValue()))
                .limit(MOST_BLOCKS)
                .toList();
        List<ChartData.Series> series = new ArrayList<>();
        for (Map.Entry<String, TreeMap<Double, Double>> block : most) {
            series.add(new ChartData.Series(
                    block.getKey(),
                    Token.series(series.size()),
                    ChartData.Mark.LINE,
                    1,
                    block.getValue().entrySet().stream()
                            .map(e -> new ChartData.Point(e.getKey(), e.getValue()))
                            .toList()));
        }
        return new ChartData(
                Words.of("prune.sensitivity.x"), Words.of("prune.sensitivity.y", criterion), List.of(), series, false);
    }

    /// The mean of the values of each block's layers.
    private static Map<String, Double> means(Map<String, Double> layers) {
        return layers.entrySet().stream()
                .collect(Collectors.groupingBy(
                        e -> Layers.blockOf(e.getKey()), Collectors.averagingDouble(Map.Entry::getValue)));
    }

    /// Accuracy over sparsity, a line for each criterion that starts at the dense model.
    static ChartData accuracy(PruneHistory history, Path model) {
        PruneHistory.Measured dense = history.of(model);
        Map<String, List<ChartData.Point>> lines = new TreeMap<>();
        for (PruneHistory.Pruned pruned : history.from(model)) {
            PruneHistory.Measured measured = history.of(pruned.out());
            if (measured != null) {
                String name = pruned.pattern().equals("unstructured")
                        ? pruned.criterion()
                        : pruned.criterion() + " " + pruned.pattern();
                lines.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(new ChartData.Point(100 * pruned.sparsity(), measured.accuracy()));
            }
        }
        if (lines.isEmpty() && dense == null) {
            return ChartData.EMPTY;
        }
        List<ChartData.Series> series = new ArrayList<>();
        int index = 0;
        for (Map.Entry<String, List<ChartData.Point>> line : lines.entrySet()) {
            List<ChartData.Point> points = new ArrayList<>(line.getValue());
            if (dense != null) {
                points.add(new ChartData.Point(0, dense.accuracy()));
            }
            points.sort(Comparator.comparingDouble(ChartData.Point::x));
            series.add(new ChartData.Series(line.getKey(), Token.series(index++), ChartData.Mark.LINE, 1, points));
        }
        if (series.isEmpty() && dense != null) {
            String name = Words.of("prune.chart.dense", Numbers.percentOf(dense.accuracy()));
            series.add(new ChartData.Series(
                    name, Token.CHART_1, ChartData.Mark.LINE, 1, List.of(new ChartData.Point(0, dense.accuracy()))));
        }
        return new ChartData(
                Words.of("prune.chart.sparsity"), Words.of("prune.chart.accuracy"), List.of(), series, false);
    }
}

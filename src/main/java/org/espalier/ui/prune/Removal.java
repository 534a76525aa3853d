package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.step.ModelMagnitudesStep.Layer;
import org.jspecify.annotations.Nullable;

/// What pruning by magnitude takes from each layer, from its counts: one cut for each whole percent.
final class Removal {

    private static final int PERCENTS = 100;
    private static final int STEP = 5;
    private static final int EACH = 3;

    private Removal() {}

    /// The sparsities that the counts are asked for: 0 to 100 %.
    static List<Double> sparsities() {
        return IntStream.rangeClosed(0, PERCENTS)
                .mapToObj(percent -> percent / (double) PERCENTS)
                .toList();
    }

    /// The share of a layer's squared norm that goes at a percentage.
    static double share(Layer layer, int percent) {
        return layer.cuts().get(percent).share();
    }

    /// Share of the squared norm over the ratio: of the three layers that lose most and the three that lose least at
    /// `percent`, and of the chosen one.
    static ChartData curves(List<Layer> layers, int percent, @Nullable Layer chosen) {
        if (layers.isEmpty()) {
            return ChartData.EMPTY;
        }
        List<Layer> order = layers.stream()
                .sorted(Comparator.comparingDouble(layer -> -share(layer, percent)))
                .toList();
        List<Layer> drawn = new ArrayList<>(order.size() <= 2 * EACH ? order : order.subList(0, EACH));
        if (order.size() > 2 * EACH) {
            drawn.addAll(order.subList(order.size() - EACH, order.size()));
        }
        if (chosen != null && !drawn.contains(chosen)) {
            drawn.set(drawn.size() / 2, chosen);
        }
        List<ChartData.Series> series = new ArrayList<>();
        for (Layer layer : drawn) {
            List<ChartData.Point> points = new ArrayList<>();
            for (int at = 0; at <= PERCENTS; at += STEP) {
                points.add(new ChartData.Point(at, PERCENTS * share(layer, at)));
            }
            series.add(new ChartData.Series(
                    Layers.shortName(layer.name()), Token.series(series.size()), ChartData.Mark.LINE, 1, points));
        }
        return new ChartData(Words.of("prune.magnitudes.x"), Words.of("prune.magnitudes.y"), List.of(), series, false);
    }
}

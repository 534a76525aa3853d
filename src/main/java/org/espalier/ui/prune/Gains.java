package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.gain.Gain;
import org.espalier.workbench.gain.ShapeGain;
import org.espalier.workbench.step.PruneWhatIfStep;

/// What pruning gains on this machine, as a curve and sentences.
final class Gains {

    private Gains() {}

    /// Speed-up over sparsity, a line for each kind of values and pattern, and the dense decoder's 1.
    static ChartData curve(PruneWhatIfStep.Result result) {
        Map<String, List<ChartData.Point>> lines = new LinkedHashMap<>();
        for (Gain gain : result.gains()) {
            lines.computeIfAbsent(name(gain), _ -> new ArrayList<>())
                    .add(new ChartData.Point(100 * gain.sparsity(), gain.speedup()));
        }
        List<ChartData.Series> series = new ArrayList<>();
        double most =
                100 * result.gains().stream().mapToDouble(Gain::sparsity).max().orElse(0);
        series.add(new ChartData.Series(
                Words.of("prune.gains.dense"),
                Token.TEXT,
                ChartData.Mark.LINE,
                1,
                List.of(new ChartData.Point(0, 1), new ChartData.Point(most, 1))));
        lines.forEach((name, points) -> series.add(new ChartData.Series(
                name,
                Token.series(series.size() - 1),
                points.size() > 1 ? ChartData.Mark.LINE : ChartData.Mark.DOTS,
                1,
                points)));
        return new ChartData(Words.of("prune.gains.x"), Words.of("prune.gains.y"), List.of(), series, false);
    }

    /// "bf16, unstructured".
    static String name(Gain gain) {
        return gain.values() + ", " + gain.pattern();
    }

    /// From which share of zeros each layer shape gets faster, and which does not: a sentence each.
    static List<String> breakEvens(PruneWhatIfStep.Result result) {
        SequencedSet<String> from = new LinkedHashSet<>();
        SequencedSet<String> never = new LinkedHashSet<>();
        for (ShapeGain shape : result.shapes()) {
            for (ShapeGain.BreakEven even : shape.breakEvens()) {
                Double at = even.sparsity();
                if (at == null) {
                    never.add(Words.of(
                            "prune.gains.never.shape", shape.roles(), shape.rows(), shape.columns(), even.values()));
                } else {
                    from.add(Words.of(
                            "prune.gains.from.shape",
                            Numbers.percent(at),
                            shape.roles(),
                            shape.rows(),
                            shape.columns(),
                            even.values()));
                }
            }
        }
        List<String> sentences = new ArrayList<>();
        if (!from.isEmpty()) {
            sentences.add(Words.of("prune.gains.from", String.join("; ", from)));
        }
        if (!never.isEmpty()) {
            sentences.add(Words.of("prune.gains.never", String.join("; ", never)));
        }
        return sentences;
    }
}

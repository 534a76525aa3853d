package org.espalier.ui.prune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.task.TaskEvent;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;

/// What a policy search has told so far, as two charts and a sentence: objective and its parts by generation, the
/// population as dots.
final class SearchProgress {

    private static final List<String> PARTS = List.of("objective", "mean", "loss", "heldOut");

    private final Map<String, List<ChartData.Point>> parts = new TreeMap<>();
    private final List<ChartData.Point> population = new ArrayList<>();
    private String said = "";

    /// Takes in an event; true if it changed what is shown.
    boolean take(TaskEvent event) {
        Map<String, ?> fields = event.fields();
        double generation = number(fields, "generation");
        switch (event.kind()) {
            case "candidate" -> population.add(new ChartData.Point(generation, number(fields, "objective")));
            case "generation" -> {
                for (String part : PARTS) {
                    parts.computeIfAbsent(part, _ -> new ArrayList<>())
                            .add(new ChartData.Point(generation, number(fields, part)));
                }
                said = Words.of(
                        "prune.search.said",
                        Numbers.count(Math.round(generation)),
                        Numbers.count(Math.round(number(fields, "scored"))),
                        Numbers.significant(number(fields, "objective")),
                        Numbers.significant(number(fields, "gap")));
            }
            case "projector" ->
                said = Words.of(
                        "prune.search.projector",
                        Numbers.significant(number(fields, "heldOutBefore")),
                        Numbers.significant(number(fields, "heldOutAfter")));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static double number(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    String said() {
        return said;
    }

    /// Best and mean objective, loss on the samples and on held-out ones, by generation.
    ChartData objective() {
        List<ChartData.Series> series = new ArrayList<>();
        for (int i = 0; i < PARTS.size(); i++) {
            List<ChartData.Point> points = parts.getOrDefault(PARTS.get(i), List.of()).stream()
                    .filter(point -> Double.isFinite(point.y()))
                    .toList();
            if (!points.isEmpty()) {
                series.add(new ChartData.Series(
                        Words.of("prune.search.part." + PARTS.get(i)),
                        Token.series(i),
                        ChartData.Mark.LINE,
                        1,
                        points));
            }
        }
        return series.isEmpty()
                ? ChartData.EMPTY
                : new ChartData(
                        Words.of("prune.search.generation"), Words.of("prune.search.axis"), List.of(), series, false);
    }

    /// The objective of every candidate, by generation.
    ChartData population() {
        List<ChartData.Point> points =
                population.stream().filter(point -> Double.isFinite(point.y())).toList();
        return points.isEmpty()
                ? ChartData.EMPTY
                : new ChartData(
                        Words.of("prune.search.generation"),
                        Words.of("prune.search.part.objective"),
                        List.of(),
                        List.of(new ChartData.Series(
                                Words.of("prune.search.candidates"), Token.CHART_1, ChartData.Mark.DOTS, 1, points)),
                        false);
    }
}

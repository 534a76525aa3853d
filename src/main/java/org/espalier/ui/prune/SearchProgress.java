package org.espalier.ui.prune;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.format.Json;
import org.espalier.task.TaskEvent;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.chart.Drawing;
import org.espalier.ui.chart.Parallels;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.run.Run;

/// What a policy search has told so far, as charts and a sentence: objective and its parts by generation, the
/// population as dots, every policy over its blocks, the projector's steps.
final class SearchProgress {

    private static final List<String> PARTS = List.of("objective", "mean", "loss", "heldOut", "penalty");

    private final Map<String, List<ChartData.Point>> parts = new TreeMap<>();
    private final List<ChartData.Point> population = new ArrayList<>();
    private final List<Parallels.Line> policies = new ArrayList<>();
    private final List<ChartData.Point> before = new ArrayList<>();
    private final List<ChartData.Point> after = new ArrayList<>();
    private List<String> genes = List.of();
    private String said = "";

    /// What a policy search has told in its run folder.
    static SearchProgress of(Run run) {
        SearchProgress progress = new SearchProgress();
        for (JsonNode event : run.events()) {
            Map<String, Object> fields = Json.mapper().convertValue(event, new TypeReference<>() {});
            progress.take(new TaskEvent(event.path("event").asText(), fields));
        }
        return progress;
    }

    /// Takes in an event; true if it changed what is shown.
    boolean take(TaskEvent event) {
        Map<String, ?> fields = event.fields();
        double generation = number(fields, "generation");
        switch (event.kind()) {
            case "candidate" -> {
                population.add(new ChartData.Point(generation, number(fields, "objective")));
                policy(fields);
            }
            case "generation" -> {
                for (String part : PARTS) {
                    parts.computeIfAbsent(part, _ -> new ArrayList<>())
                            .add(new ChartData.Point(generation, part(fields, part)));
                }
                said = Words.of(
                        "prune.search.said",
                        Numbers.count(Math.round(generation)),
                        Numbers.count(Math.round(number(fields, "scored"))),
                        Numbers.significant(number(fields, "objective")),
                        Numbers.significant(number(fields, "gap")));
            }
            case "projector" -> {
                before.add(new ChartData.Point(before.size() + 1.0, number(fields, "heldOutBefore")));
                after.add(new ChartData.Point(after.size() + 1.0, number(fields, "heldOutAfter")));
                said = Words.of(
                        "prune.search.projector",
                        Numbers.significant(number(fields, "heldOutBefore")),
                        Numbers.significant(number(fields, "heldOutAfter")));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// A part of the objective; what the search adds to the loss is told as both.
    private static double part(Map<String, ?> fields, String part) {
        return part.equals("penalty") ? number(fields, "objective") - number(fields, "loss") : number(fields, part);
    }

    private void policy(Map<String, ?> fields) {
        double objective = number(fields, "objective");
        if (fields.get("ratios") instanceof Map<?, ?> ratios && Double.isFinite(objective)) {
            genes = ratios.keySet().stream().map(String::valueOf).toList();
            List<Double> values = ratios.values().stream()
                    .map(value -> value instanceof Number n ? 100 * n.doubleValue() : 0.0)
                    .toList();
            policies.add(new Parallels.Line(String.valueOf(fields.get("id")), objective, values));
        }
    }

    /// Every policy as a line over its blocks' ratios.
    Drawing policies() {
        return policies.isEmpty()
                ? Drawing.NONE
                : new Parallels(
                        genes.stream().map(SearchProgress::gene).toList(),
                        0,
                        100,
                        Words.of("prune.policies.name"),
                        Words.of("prune.search.part.objective"),
                        policies);
    }

    /// "language_model.layers.3.mlp" is "block 3 mlp" on an axis.
    private static String gene(String name) {
        return name.replaceFirst("^.*layers\\.(\\d+)\\.?", "$1 ")
                .replace("self_attn", "attn")
                .strip();
    }

    /// Loss on held-out samples before and after each step of the projector.
    ChartData projector() {
        return before.isEmpty()
                ? ChartData.EMPTY
                : new ChartData(
                        Words.of("prune.projector.step"),
                        Words.of("prune.projector.loss"),
                        List.of(),
                        List.of(
                                new ChartData.Series(
                                        Words.of("prune.projector.before"),
                                        Token.CHART_8,
                                        ChartData.Mark.LINE,
                                        1,
                                        before),
                                new ChartData.Series(
                                        Words.of("prune.projector.after"),
                                        Token.CHART_1,
                                        ChartData.Mark.LINE,
                                        1,
                                        after)),
                        false);
    }

    private static double number(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof Number n ? n.doubleValue() : Double.NaN;
    }

    String said() {
        return said;
    }

    /// Best and mean objective, loss on the samples and on held-out ones, what is added to the loss, by generation.
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
                        Words.of("prune.search.each"),
                        List.of(),
                        List.of(new ChartData.Series(
                                Words.of("prune.search.candidates"), Token.CHART_1, ChartData.Mark.DOTS, 1, points)),
                        false);
    }
}

package org.espalier.workbench.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.task.TaskContext;
import org.espalier.workbench.run.Run;
import org.jspecify.annotations.Nullable;

/// `run compare`: parameters and results of two runs side by side.
public final class RunCompareStep implements Step<RunCompareStep.Parameters, RunCompareStep.Result> {

    /// Which runs.
    ///
    /// @param a one run's folder
    /// @param b the other's
    public record Parameters(Path a, Path b) {}

    /// One of the two.
    ///
    /// @param step what was run, "prune apply"
    /// @param status done, unfinished, failed or cancelled
    public record Side(String id, String folder, String step, String status, String version) {

        static Side of(Run run) {
            return new Side(
                    run.id(),
                    run.folder().toString(),
                    run.record().step(),
                    run.status().word(),
                    run.record().version());
        }
    }

    /// A value of both.
    ///
    /// @param name its place, such as `parts.popular.f1` or `layers.q_proj.got`
    /// @param a its value in the first run; null where it has none
    /// @param b its value in the second
    /// @param same whether they are equal
    /// @param difference b - a, of numbers; null otherwise
    public record Row(
            String name,
            JsonNode a,
            JsonNode b,
            boolean same,
            @Nullable Double difference) {}

    /// Both runs.
    ///
    /// @param parameters what was asked for
    /// @param inputs fingerprints of what was read
    /// @param result what came out; empty for a run without a result
    public record Result(String schema, Side a, Side b, List<Row> parameters, List<Row> inputs, List<Row> result) {}

    @Override
    public String name() {
        return "run compare";
    }

    @Override
    public Result run(Parameters parameters, TaskContext context) {
        Run a = Run.open(parameters.a());
        Run b = Run.open(parameters.b());
        return new Result(
                "espalier.run-compare/1",
                Side.of(a),
                Side.of(b),
                rows(flat(a.record().parameters()), flat(b.record().parameters())),
                rows(inputs(a), inputs(b)),
                rows(
                        a.result().map(RunCompareStep::flat).orElse(Map.of()),
                        b.result().map(RunCompareStep::flat).orElse(Map.of())));
    }

    private static Map<String, JsonNode> inputs(Run run) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        run.record()
                .inputs()
                .forEach(
                        (path, print) -> values.put(path, com.fasterxml.jackson.databind.node.TextNode.valueOf(print)));
        return values;
    }

    private static List<Row> rows(Map<String, JsonNode> a, Map<String, JsonNode> b) {
        Set<String> names = new LinkedHashSet<>(a.keySet());
        names.addAll(b.keySet());
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            JsonNode left = a.getOrDefault(name, NullNode.getInstance());
            JsonNode right = b.getOrDefault(name, NullNode.getInstance());
            boolean numbers = finite(left) && finite(right);
            rows.add(new Row(
                    name,
                    left,
                    right,
                    left.equals(right) || (numbers && left.decimalValue().compareTo(right.decimalValue()) == 0),
                    numbers ? Double.valueOf(right.doubleValue() - left.doubleValue()) : null));
        }
        return rows;
    }

    /// Whether it can be computed with: a number may be larger than a double.
    private static boolean finite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }

    /// Every single value by its place; elements of a list go by their name where they have one.
    private static Map<String, JsonNode> flat(JsonNode tree) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        flatten("", tree, values);
        return values;
    }

    private static void flatten(String place, JsonNode node, Map<String, JsonNode> into) {
        String prefix = place.isEmpty() ? "" : place + ".";
        if (node.isObject()) {
            node.properties().forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), into));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String name = node.get(i).path("name").asText("");
                flatten(prefix + (name.isEmpty() ? Integer.toString(i) : name), node.get(i), into);
            }
        } else {
            into.put(place, node);
        }
    }
}

package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.espalier.format.Json;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStatus;
import org.espalier.workbench.run.RunStore;
import org.jspecify.annotations.Nullable;

/// What is known of a supernet's subnets: its training curve, and the candidates of the last search.
///
/// @param training accuracy by epoch; empty if the supernet has no record
/// @param candidates measured subnets, the best first
/// @param plane the places of the last evolution of the space
record Found(ChartData training, List<Candidate> candidates, ChartData plane) {

    /// Nothing known.
    static final Found NONE = new Found(ChartData.EMPTY, List.of(), ChartData.EMPTY);

    private static final double KIB = 1024;
    private static final int FEW = 6;

    /// A subnet with its measured accuracy and estimated costs.
    ///
    /// @param subnet its choice as in `subnet.json`
    /// @param accuracy percent, on validation pictures
    /// @param front whether no other one is at least as good in accuracy and memory, and better in one
    /// @param milliseconds estimated
    record Candidate(
            JsonNode subnet, double accuracy, long peak, long flash, long macs, double milliseconds, boolean front) {}

    static Found read(Path supernet, RunStore store) {
        Path record = supernet.resolve("training.json");
        JsonNode training = Files.isRegularFile(record) ? Json.read(record) : null;
        JsonNode search = store.list().reversed().stream()
                .filter(run ->
                        run.status() == RunStatus.DONE && run.record().step().equals("nas search"))
                .findFirst()
                .flatMap(Run::result)
                .orElse(null);
        List<Candidate> candidates = new ArrayList<>();
        if (search != null) {
            search.path("candidates").forEach(node -> candidates.add(candidate(node)));
        } else if (training != null && training.path("subnet").has("subnet")) {
            candidates.add(candidate(training.path("subnet")));
        }
        return new Found(curve(training), marked(candidates), EvolutionPath.read(store));
    }

    private static Candidate candidate(JsonNode node) {
        return new Candidate(
                node.path("subnet"),
                node.path("validation").asDouble(),
                node.path("peakBytes").asLong(),
                node.path("flashBytes").asLong(),
                node.path("macs").asLong(),
                node.path("milliseconds").asDouble(Double.NaN),
                false);
    }

    /// A candidate as the search tells of it while it runs.
    static Candidate candidate(Map<String, ?> event) {
        JsonNode all = Json.mapper().valueToTree(event);
        return new Candidate(
                all,
                all.path("validation").asDouble(),
                all.path("peakBytes").asLong(),
                all.path("flashBytes").asLong(),
                all.path("macs").asLong(),
                all.path("milliseconds").asDouble(Double.NaN),
                false);
    }

    /// The best first, those on the front marked.
    static List<Candidate> marked(List<Candidate> candidates) {
        return candidates.stream()
                .map(c -> new Candidate(
                        c.subnet(),
                        c.accuracy(),
                        c.peak(),
                        c.flash(),
                        c.macs(),
                        c.milliseconds(),
                        candidates.stream()
                                .noneMatch(o -> o.accuracy() >= c.accuracy()
                                        && o.peak() <= c.peak()
                                        && (o.accuracy() > c.accuracy() || o.peak() < c.peak()))))
                .sorted(Comparator.comparingDouble((Candidate c) -> -c.accuracy())
                        .thenComparingLong(Candidate::peak))
                .toList();
    }

    private static ChartData curve(@Nullable JsonNode training) {
        if (training == null) {
            return ChartData.EMPTY;
        }
        List<ChartData.Point> points = new ArrayList<>();
        training.path("curve").forEach(epoch -> {
            if (epoch.path("validation").isNumber()) {
                points.add(new ChartData.Point(
                        epoch.path("epoch").asDouble(), epoch.path("validation").asDouble()));
            }
        });
        return points.isEmpty()
                ? ChartData.EMPTY
                : new ChartData(
                        Words.of("search.axis.epoch"),
                        Words.of("search.axis.accuracy"),
                        List.of(),
                        List.of(new ChartData.Series(
                                Words.of("search.series.supernet"), Token.CHART_1, ChartData.Mark.LINE, 1, points)),
                        false);
    }

    /// Accuracy over memory: the front as a line, all candidates as dots by how long they take, what fits shaded.
    ///
    /// @param sram bytes that the board has; 0 for no limit
    ChartData scatter(long sram) {
        if (candidates.isEmpty()) {
            return ChartData.EMPTY;
        }
        List<ChartData.Series> series = new ArrayList<>();
        series.add(new ChartData.Series(
                Words.of("search.series.front"),
                Token.CHART_8,
                ChartData.Mark.LINE,
                1,
                points(candidates.stream().filter(Candidate::front).toList())));
        double[] times = candidates.stream()
                .mapToDouble(Candidate::milliseconds)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        boolean timed = times.length == candidates.size() && times.length >= FEW;
        double quick = timed ? times[times.length / 3] : Double.POSITIVE_INFINITY;
        double slow = timed ? times[times.length * 2 / 3] : Double.POSITIVE_INFINITY;
        dots(series, timed ? Words.of("search.series.quick", ms(quick)) : Words.of("search.series.measured"), 0, quick);
        dots(series, Words.of("search.series.between", ms(quick), ms(slow)), quick, slow);
        dots(series, Words.of("search.series.slow", ms(slow)), slow, Double.POSITIVE_INFINITY);
        String limit = Numbers.bytes(sram);
        return new ChartData(
                Words.of("search.axis.peak"),
                Words.of("search.axis.accuracy"),
                List.of(),
                series,
                false,
                sram == 0
                        ? null
                        : new ChartData.Limit(
                                sram / KIB, Words.of("search.limit", limit), Words.of("search.limit.far", limit)));
    }

    private static String ms(double milliseconds) {
        return Numbers.significant(milliseconds);
    }

    private void dots(List<ChartData.Series> series, String name, double over, double upTo) {
        List<Candidate> chosen = candidates.stream()
                .filter(c ->
                        !Double.isFinite(c.milliseconds()) || (c.milliseconds() > over && c.milliseconds() <= upTo))
                .toList();
        if (!chosen.isEmpty() && over < upTo) {
            series.add(new ChartData.Series(
                    name, Token.series(series.size() - 1), ChartData.Mark.DOTS, 1, points(chosen)));
        }
    }

    /// Where a candidate stands on the chart.
    static ChartData.Point point(Candidate c) {
        return new ChartData.Point(c.peak() / KIB, c.accuracy());
    }

    private static List<ChartData.Point> points(List<Candidate> candidates) {
        return candidates.stream()
                .map(Found::point)
                .sorted(Comparator.comparingDouble(ChartData.Point::x))
                .toList();
    }
}

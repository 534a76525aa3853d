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
record Found(ChartData training, List<Candidate> candidates) {

    /// Nothing known.
    static final Found NONE = new Found(ChartData.EMPTY, List.of());

    private static final double KIB = 1024;

    /// A subnet with its measured accuracy and estimated costs.
    ///
    /// @param subnet its choice as in `subnet.json`
    /// @param accuracy percent, on validation pictures
    /// @param front whether no other one is at least as good in accuracy and memory, and better in one
    record Candidate(JsonNode subnet, double accuracy, long peak, long flash, long macs, boolean front) {}

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
        return new Found(curve(training), marked(candidates));
    }

    private static Candidate candidate(JsonNode node) {
        return new Candidate(
                node.path("subnet"),
                node.path("validation").asDouble(),
                node.path("peakBytes").asLong(),
                node.path("flashBytes").asLong(),
                node.path("macs").asLong(),
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

    /// Accuracy over memory: the front as a line, the rest as dots.
    ChartData scatter() {
        if (candidates.isEmpty()) {
            return ChartData.EMPTY;
        }
        List<ChartData.Series> series = new ArrayList<>();
        List<ChartData.Point> rest =
                points(candidates.stream().filter(c -> !c.front()).toList());
        if (!rest.isEmpty()) {
            series.add(new ChartData.Series(
                    Words.of("search.series.measured"), Token.CHART_8, ChartData.Mark.DOTS, 1, rest));
        }
        series.add(new ChartData.Series(
                Words.of("search.series.front"),
                Token.CHART_1,
                ChartData.Mark.LINE,
                1,
                points(candidates.stream().filter(Candidate::front).toList())));
        return new ChartData(Words.of("search.axis.peak"), Words.of("search.axis.accuracy"), List.of(), series, false);
    }

    private static List<ChartData.Point> points(List<Candidate> candidates) {
        return candidates.stream()
                .map(c -> new ChartData.Point(c.peak() / KIB, c.accuracy()))
                .sorted(Comparator.comparingDouble(ChartData.Point::x))
                .toList();
    }
}

package org.espalier.ui.nas;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.text.Numbers;
import org.espalier.ui.text.Words;
import org.espalier.ui.theme.Token;
import org.espalier.workbench.run.Run;
import org.espalier.workbench.run.RunStore;

/// The evolution of the search space, as its newest run tells it: a place of the plane rank x patch for each supernet
/// that was trained and scored, and the path of the best one so far.
final class EvolutionPath {

    private static final String STEP = "nas evolve";

    private EvolutionPath() {}

    /// A scored place.
    ///
    /// @param rankMlp of the MLP where it moves on its own; NaN where one rank is for both
    /// @param accuracy percent
    /// @param legal share of its subnets within the limits
    private record Place(double rank, double rankMlp, double patch, double accuracy, double legal) {
        ChartData.Point point() {
            String percent = Numbers.percentOf(accuracy);
            return new ChartData.Point(
                    rank,
                    patch,
                    Double.isNaN(rankMlp)
                            ? percent
                            : Words.of("search.plane.note", percent, Numbers.significant(rankMlp)));
        }
    }

    static ChartData read(RunStore store) {
        return store.list().reversed().stream()
                .filter(run -> run.record().step().equals(STEP))
                .findFirst()
                .map(EvolutionPath::chart)
                .orElse(ChartData.EMPTY);
    }

    private static ChartData chart(Run run) {
        List<Place> places = new ArrayList<>();
        for (JsonNode event : run.events()) {
            if (event.path("event").asText().equals("space")) {
                places.add(new Place(
                        event.path("rank").asDouble(),
                        event.path("rankMlp").asDouble(Double.NaN),
                        event.path("patch").asDouble(),
                        event.path("accuracy").asDouble(),
                        event.path("legal").asDouble()));
            }
        }
        return chart(places);
    }

    private static ChartData chart(List<Place> places) {
        if (places.isEmpty()) {
            return ChartData.EMPTY;
        }
        List<ChartData.Point> path = new ArrayList<>();
        List<ChartData.Point> legal = new ArrayList<>();
        List<ChartData.Point> illegal = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (Place place : places) {
            (place.legal() > 0 ? legal : illegal).add(place.point());
            if (place.legal() > 0 && place.accuracy() > best) {
                best = place.accuracy();
                path.add(new ChartData.Point(place.rank(), place.patch()));
            }
        }
        List<ChartData.Series> series = new ArrayList<>();
        add(series, "search.plane.path", Token.CHART_8, ChartData.Mark.LINE, path);
        add(series, "search.plane.legal", Token.CHART_1, ChartData.Mark.DOTS, legal);
        add(series, "search.plane.illegal", Token.CHART_2, ChartData.Mark.DOTS, illegal);
        return new ChartData(Words.of("search.plane.rank"), Words.of("search.plane.patch"), List.of(), series, false);
    }

    private static void add(
            List<ChartData.Series> series, String key, Token token, ChartData.Mark mark, List<ChartData.Point> points) {
        if (!points.isEmpty()) {
            series.add(new ChartData.Series(Words.of(key), token, mark, 1, points));
        }
    }
}

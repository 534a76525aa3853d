package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.session.PageId;
import org.espalier.workbench.run.Run;
import org.junit.jupiter.api.Test;

/// The Search page's plane of rank and patch, from what a real evolution of the space recorded.
class SpaceEvolutionTest extends FreshHome {

    private Path record() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(getClass().getResource("space-evolution"))
                .toURI());
    }

    private Path project() throws IOException, URISyntaxException {
        Path project = home.resolve("projects/vit-on-stm32");
        Path run = Files.createDirectories(project.resolve("runs/0001-nas-evolve"));
        for (String name : new String[] {"run.json", "events.jsonl", "end.json"}) {
            Files.copy(record().resolve(name), run.resolve(name));
        }
        return project;
    }

    @Test
    void everyPlaceIsADotWithItsAccuracyAndTheBestSoFarAPath() throws IOException, URISyntaxException {
        List<JsonNode> places = Run.open(record()).events().stream()
                .filter(event -> event.path("event").asText().equals("space"))
                .toList();
        open(project());
        go(PageId.SEARCH);
        tab("Space");
        ChartData plane =
                byId("search.chart.plane", ChartBox.class).dataProperty().get();
        ChartData.Series path = plane.series().getFirst();
        ChartData.Series scored = plane.series().get(1);
        assertEquals(places.size(), scored.points().size(), "all of them fit");
        for (int i = 0; i < places.size(); i++) {
            ChartData.Point point = scored.points().get(i);
            assertEquals(places.get(i).path("rank").asDouble(), point.x());
            assertEquals(places.get(i).path("patch").asDouble(), point.y());
            assertTrue(point.note().contains("MLP"), "the rank of the MLP moves on its own: " + point.note());
        }
        double best = places.stream()
                .mapToDouble(place -> place.path("accuracy").asDouble())
                .max()
                .orElseThrow();
        ChartData.Point end = path.points().getLast();
        assertEquals(
                best,
                places.stream()
                        .filter(place -> place.path("rank").asDouble() == end.x()
                                && place.path("patch").asDouble() == end.y())
                        .mapToDouble(place -> place.path("accuracy").asDouble())
                        .max()
                        .orElseThrow(),
                "the path ends at the best place");
        picture("search-space");
    }

    @Test
    void theScatterSaysWhereTheBudgetLies() throws IOException, URISyntaxException {
        open(project());
        go(PageId.SEARCH);
        ChartData scatter =
                byId("search.chart.front", ChartBox.class).dataProperty().get();
        assertEquals(320, Objects.requireNonNull(scatter.limit()).x(), "KiB of the board's SRAM");
    }
}

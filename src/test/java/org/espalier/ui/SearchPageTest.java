package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import org.espalier.format.Json;
import org.espalier.plan.Boards;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The Search page with the sample supernet: the space while it is edited, subnets measured in it, what comes nearest
/// where nothing fits, and the chosen net drawn to scale.
@SuppressWarnings("unchecked")
class SearchPageTest extends FreshHome {

    private void visit() {
        open(home.resolve("projects/vit-on-stm32"));
        go(PageId.SEARCH);
    }

    private String headline() {
        return byId("search.headline", Label.class).getText();
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
        settle();
    }

    private void chip(String id) {
        interact(() -> byId("search.chip." + id, ToggleButton.class).fire());
        settle();
    }

    private DrawnBox drawing() {
        return byId("search.drawing", DrawnBox.class);
    }

    private ChartData data(String id) {
        return byId(id, ChartBox.class).dataProperty().get();
    }

    @Test
    void countsAndLegalShareFollowEveryEdit() {
        visit();
        assertTrue(headline().startsWith("1,791,153 nets, 100 % of them fit"), headline());
        chip("embed_dim.160");
        chip("depth.6");
        assertFalse(headline().startsWith("1,791,153"), headline());
        assertFalse(says("Not trained at these sizes"));
        number("search.image", 240);
        assertTrue(headline().contains(" % of them fit") && !headline().contains("100 %"), "some do: " + headline());
        assertTrue(says("Not trained at these sizes"));
        picture("search-edited");
        press("search.whole");
        settle();
        assertTrue(headline().startsWith("1,791,153 nets, 100 % of them fit"), headline());
    }

    @Test
    void whereNothingFitsTheNearestNetIsSaidAndDrawn() {
        visit();
        number("search.image", 960);
        assertTrue(headline().endsWith("none of them fits STM32F746G-DISCO"), headline());
        assertTrue(says("of SRAM, the board has 320 KiB"), "what it needs and what there is");
        assertTrue(says("Nearest to fitting: 4 blocks of 128"));
        assertEquals(4, drawing().drawingProperty().get().size());
        picture("search-nearest");
        press("search.whole");
        settle();
        assertFalse(says("Nearest to fitting"));
        assertEquals(5, drawing().drawingProperty().get().size(), "the chosen net again");
    }

    @Test
    void aSearchOnABoardThatIsTooSmallNamesTheNearestNetAndTheBudgetItNeeds() throws IOException {
        Path project = home.resolve("projects/vit-on-stm32");
        ObjectNode file = (ObjectNode) Json.read(project.resolve("project.json"));
        file.put("board", small().toString());
        Files.writeString(project.resolve("project.json"), file.toString());
        visit();
        assertTrue(headline().endsWith("none of them fits Small"), headline());
        press("search.start");
        settle();
        picture("search-too-small");
        assertTrue(says("one of depth 4, width 128 needs "), "the error names it, and what it needs");
        assertTrue(says("Nearest to fitting: 4 blocks of 128"));
        assertEquals(
                "Small",
                byId("header.board", ComboBox.class)
                        .getConverter()
                        .toString(byId("header.board", ComboBox.class).getValue()));
    }

    /// The Discovery board with an eighth of its memory.
    private Path small() throws IOException {
        try (InputStream in = Boards.class.getResourceAsStream("boards/stm32f746g-disco.json")) {
            ObjectNode board = (ObjectNode) Json.mapper().readTree(Objects.requireNonNull(in));
            board.put("id", "small").put("name", "Small");
            for (var ram : (ArrayNode) board.path("ram")) {
                ((ObjectNode) ram).put("bytes", ram.path("bytes").asLong() / 8);
            }
            return Files.writeString(home.resolve("small.json"), board.toString());
        }
    }

    @Test
    void subnetsAreMeasuredWithinTheChoicesLeftOn() {
        visit();
        chip("depth.5");
        chip("depth.6");
        chip("embed_dim.128");
        number("search.samples", 4);
        press("search.start");
        settle();
        TableView<?> table = byId("search.candidates", TableView.class);
        assertEquals(4, table.getItems().size());
        for (Object candidate : table.getItems()) {
            assertTrue(candidate.toString().contains("\"depth\":4"), candidate.toString());
            assertFalse(candidate.toString().contains("\"embedDim\":128"), candidate.toString());
        }
        assertEquals(4, drawing().drawingProperty().get().size());

        interact(() -> table.getSelectionModel().select(1));
        settle();
        ChartBox scatter = byId("search.chart.front", ChartBox.class);
        assertEquals(4, drawing().drawingProperty().get().size());
        ChartData.Point chosen = scatter.chosenProperty().get();
        ChartData.Point other = scatter.dataProperty().get().series().stream()
                .flatMap(series -> series.points().stream())
                .filter(point -> !point.equals(chosen))
                .findFirst()
                .orElseThrow();
        interact(() -> scatter.chosenProperty().set(other));
        assertFalse(table.getSelectionModel().getSelectedIndex() == 1, "a chosen point chooses its row");
        picture("search-measured");
        go(PageId.RUNS);
        assertTrue(
                byId("runs.table", TableView.class).getItems().toString().contains("--only"),
                "the run's command says which choices were left");
    }

    @Test
    void theSupernetsTrainingIsACurveAndTheChosenNetIsToScale() {
        visit();
        ChartData training = data("search.chart.training");
        assertTrue(training.series().getFirst().points().size() > 10, "an accuracy for every fifth epoch");
        List<List<String>> rows = drawing().drawingProperty().get().rows();
        assertEquals(5, rows.size());
        for (List<String> row : rows) {
            assertEquals(32 * Integer.parseInt(row.get(1)), Integer.parseInt(row.get(2)), "heads of 32 channels");
            assertTrue(Integer.parseInt(row.get(3)) >= 240, "160 times its ratio");
        }
        Node saved = drawing();
        assertTrue(saved.isVisible());
        picture("search-drawn");
    }
}

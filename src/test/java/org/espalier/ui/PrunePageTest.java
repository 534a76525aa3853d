package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.ChartData;
import org.espalier.ui.chart.DrawnBox;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The Prune page's tabs as they are used: a front tied to its table and a baseline, an export, what pruning gains
/// here,
/// a search told while it runs.
class PrunePageTest extends FreshHome {

    private void visit() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.PRUNE);
    }

    private void number(String id, int value) {
        interact(() -> {
            byId(id, Spinner.class).getEditor().setText(Integer.toString(value));
            byId(id, Spinner.class).commitValue();
        });
    }

    @SuppressWarnings("unchecked")
    private void prune(int percent) {
        interact(() -> byId("prune.criterion", ComboBox.class).setValue("magnitude"));
        number("prune.questions", 20);
        interact(() -> byId("prune.sparsity", Slider.class).setValue(percent));
        press("prune.start");
        settle();
    }

    private ChartBox chart(String id) {
        return byId(id, ChartBox.class);
    }

    private ChartData data(String id) {
        return chart(id).dataProperty().get();
    }

    /// What a cell of a table shows.
    private String cell(String table, int row, int column) {
        return lookup((Node n) -> n instanceof TableRow<?> r && r.getIndex() == row && within(r, table))
                .<TableRow<?>>query()
                .lookupAll(".table-cell")
                .stream()
                .map(node -> (javafx.scene.control.TableCell<?, ?>) node)
                .filter(found -> found.getTableView().getColumns().indexOf(found.getTableColumn()) == column)
                .map(javafx.scene.control.TableCell::getText)
                .findFirst()
                .orElse("");
    }

    private static boolean within(Node node, String id) {
        for (Node up = node; up != null; up = up.getParent()) {
            if (id.equals(up.getId())) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theFrontIsTiedToItsTableAndDistancesFollowThePinnedBaseline() {
        visit();
        prune(50);
        prune(80);
        tab("Front");
        TableView<?> table = byId("prune.front.table", TableView.class);
        assertEquals(3, table.getItems().size(), "dense, 50 and 80 %");
        assertTrue(says("Baseline: dense"), "the dense model until another is pinned");
        assertTrue(cell("prune.front.table", 0, 3).contains("0"), "no distance to itself");

        interact(() -> table.getSelectionModel().select(1));
        ChartData.Point chosen = chart("prune.front.chart").chosenProperty().get();
        assertEquals(50, chosen.x(), 0.5, "the row's point is marked");
        ChartData.Point other = data("prune.front.chart").series().getLast().points().stream()
                .filter(point -> point.x() > 70)
                .findFirst()
                .orElseThrow();
        interact(() -> chart("prune.front.chart").chosenProperty().set(other));
        assertEquals(2, table.getSelectionModel().getSelectedIndex(), "a chosen point chooses its row");
        picture("prune-front");

        String toDense = cell("prune.front.table", 2, 3);
        press("prune.front.pin");
        settle();
        assertTrue(says("Baseline: magnitude-80"));
        assertTrue(cell("prune.front.table", 2, 3).contains("0"), "now the distance to itself");
        String back = cell("prune.front.table", 0, 3);
        assertFalse(back.isEmpty());
        assertFalse(back.equals(toDense), "distances are to the pinned one: " + back + ", before " + toDense);
        picture("prune-front-pinned");

        go(PageId.HOME);
        go(PageId.PRUNE);
        tab("Front");
        assertTrue(says("Baseline: magnitude-80"), "it stays pinned");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aRuleSpreadsTheShareOverTheLayersAndTheTotalStays() {
        visit();
        interact(() -> byId("prune.rule", ComboBox.class).setValue("owl"));
        number("prune.samples", 8);
        prune(60);
        assertTrue(Files.isDirectory(home.resolve("projects/prune-llava/pruned/magnitude-owl-60")));
        Set<Long> shares = new HashSet<>();
        data("prune.ratios").series().getFirst().points().forEach(point -> shares.add(Math.round(10 * point.y())));
        assertTrue(shares.size() > 1, "layers differ: " + shares);
        assertTrue(says("60 % of 1,239,040 weights"), "the total is what was asked for");
        picture("prune-rule");
        interact(() -> byId("prune.pattern", ComboBox.class).setValue("2:4"));
        assertTrue(byId("prune.rule", ComboBox.class).isDisabled(), "in groups every layer has the same share");
    }

    @Test
    void whatWasPrunedIsExportedAsOnePackedFileOfItsOwnRun() throws java.io.IOException {
        visit();
        prune(50);
        press("prune.pack");
        settle();
        Path file = home.resolve("projects/prune-llava/pruned/magnitude-50.packed");
        assertTrue(Files.isRegularFile(file));
        assertTrue(Files.size(file)
                < Files.size(home.resolve("projects/prune-llava/pruned/magnitude-50/model.safetensors")));
        assertTrue(says("magnitude-50.packed: "), "its size is said beside the outcome");
        picture("prune-packed");
        go(PageId.RUNS);
        assertTrue(
                byId("runs.table", TableView.class).getItems().toString().contains("prune pack"),
                "the export is a run");
    }

    @Test
    void whatEachPatternGainsIsMeasuredHereWithItsBreakEven() {
        visit();
        tab("Gains");
        press("prune.gains.measure");
        settle();
        ChartData curve = data("prune.gains.curve");
        assertTrue(curve.series().size() >= 3, "dense, and at least two ways to prune");
        assertTrue(
                curve.series().stream()
                        .anyMatch(series -> series.mark() == ChartData.Mark.LINE
                                && series.points().size() > 2),
                "a curve over sparsity");
        TableView<?> table = byId("prune.gains.table", TableView.class);
        assertTrue(table.getItems().size() >= 4, "a row for each way");
        for (int column = 0; column < 7; column++) {
            assertFalse(cell("prune.gains.table", 0, column).isBlank(), "column " + column);
        }
        assertTrue(says("Faster than dense (measured) from: ") || says("Not faster up to"), "the break-even in words");
        assertTrue(says("GB/s (measured)"), "and the machine it holds for");
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("prune-gains");
    }

    @Test
    void aSearchIsToldWhileItRunsGenerationByGeneration() {
        visit();
        number("prune.samples", 8);
        tab("Search");
        number("prune.search.population", 4);
        number("prune.search.generations", 2);
        Set<Integer> dots = new HashSet<>();
        Set<String> said = new TreeSet<>();
        interact(() -> {
            chart("prune.search.dots").dataProperty().addListener((_, _, now) -> {
                if (!session.tasks().active().isEmpty() && !now.series().isEmpty()) {
                    dots.add(now.series().getFirst().points().size());
                }
            });
            byId("prune.search.said", Label.class).textProperty().addListener((_, _, now) -> said.add(now));
        });
        press("prune.search.start");
        settle();
        assertTrue(dots.size() >= 4, "each candidate as it is scored: " + dots);
        assertTrue(said.stream().anyMatch(text -> text.startsWith("Generation 1")), said.toString());
        ChartData objective = data("prune.search.objective");
        assertEquals(
                Set.of("best objective", "mean", "loss", "held-out loss", "added to the loss"),
                new HashSet<>(
                        objective.series().stream().map(ChartData.Series::name).toList()));
        picture("prune-search-told");

        tab("Policies");
        DrawnBox policies = byId("prune.policies", DrawnBox.class);
        assertTrue(policies.drawingProperty().get().size() >= 4, "a line for each policy");
        select(policies, 1);
        picture("prune-policies");

        tab("Projector");
        ChartData projector = data("prune.projector");
        assertEquals(2, projector.series().size(), "before and after");
        assertFalse(projector.series().getFirst().points().isEmpty(), "a point for each step");
        picture("prune-projector");

        RatioBars bars = byId("prune.bars", RatioBars.class);
        double weights = 0;
        double pruned = 0;
        for (RatioBars.Block block : bars.blocksProperty().get()) {
            weights += block.weights();
            pruned += block.attention().pruned() * block.attention().weights()
                    + block.mlp().pruned() * block.mlp().weights();
        }
        assertEquals(0.5, pruned / weights, 0.001, "the winner keeps the budget");
    }
}

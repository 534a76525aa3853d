package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.TreeTableView;
import org.espalier.ui.chart.ChartBox;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The sample LLaVA by mouse: opened from its card, looked at, asked, pruned, cancelled, and its runs found again.
class PruneJourneyTest extends SharedHome {

    @Test
    void theSampleIsLookedAtAskedPrunedAndFoundAgainInRuns() {
        go(PageId.HOME);
        Watchdog watchdog = watch();
        press("home.card.prune.open");
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());
        assertTrue(byId("models.tree", TreeTableView.class).getExpandedItemCount() > 2);
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        press("models.ask.go");
        settle();
        assertFalse(byId("models.ask.answer", Label.class).getText().isBlank(), "an answer came");
        picture("models-asked");

        press("rail.prune");
        settle();
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        assertEquals(
                4, byId("prune.bars", RatioBars.class).blocksProperty().get().size(), "a bar for each block");
        choose("magnitude");
        type("prune.questions", "40");
        press("prune.start");
        settle();
        untilSays("Accuracy over 40 questions");
        assertTrue(Files.isRegularFile(home.resolve("projects/prune-llava/pruned/magnitude-50/policy.json")));
        var ratios = byId("prune.ratios", ChartBox.class).dataProperty().get();
        assertEquals(28, ratios.series().getFirst().points().size(), "a ratio for each of 4 x 7 layers");
        var accuracies = byId("prune.accuracies", ChartBox.class).dataProperty().get();
        assertEquals(2, accuracies.series().getFirst().points().size(), "the dense model and the pruned one");
        picture("prune-done");

        press("prune.compare");
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());
        untilSays("28 of ");
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("models-compared");
        press("rail.prune");
        settle();
        aBarIsDraggedTypedAndTakenBack();
        picture("prune-edited");
        press("prune.runs");
        settle();
        TableView<?> runs = byId("runs.table", TableView.class);
        assertEquals(3, runs.getItems().size(), "before, prune, after");
        clickOn(byId("runs.filter", TextField.class)).write("apply");
        assertEquals(1, runs.getItems().size());
        picture("runs-prune");
        watchdog.close();
        assertEquals(Set.of(), watchdog.found(), "work of a step on the event thread");
    }

    @Test
    void aCancelledPruneLeavesNoCheckpointAndIsToldAsCancelled() throws IOException {
        go(PageId.HOME);
        press("home.card.prune.open");
        settle();
        press("rail.prune");
        settle();
        press("prune.start");
        until(() -> session.tasks().shown().getFirst().fractionProperty().get() > 0);
        assertTrue(says("Pruning with wanda"), "the status bar tells of it while it runs");
        press("rail.models");
        press("rail.prune");
        press("prune.cancel");
        settle();
        assertFalse(Files.exists(home.resolve("projects/prune-llava/pruned/wanda-50")));
        assertTrue(says("cancelled"));
        press("rail.runs");
        settle();
        assertTrue(says("cancelled"), "the run says so too");
    }

    @Test
    void aPolicyIsSearchedLiveAndPutOnTheBars() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.PRUNE);
        lookup((javafx.scene.Node n) -> n.getStyleClass().contains("tab")
                        && n.lookup(".tab-label") instanceof Label label
                        && label.getText().equals("Search"))
                .tryQuery()
                .ifPresent(this::clickOn);
        type("prune.samples", "8");
        type("prune.search.population", "4");
        type("prune.search.generations", "1");
        press("prune.search.start");
        settle();
        picture("prune-searched");
        assertTrue(says("policies scored"), "what came out is said");
        assertTrue(
                byId("prune.search.dots", ChartBox.class)
                                .dataProperty()
                                .get()
                                .series()
                                .getFirst()
                                .points()
                                .size()
                        >= 4,
                "a dot for each candidate");
        assertTrue(says("Found by the search: 50"), "the winner stands on the bars at the asked total");
    }

    private void aBarIsDraggedTypedAndTakenBack() {
        RatioBars bars = byId("prune.bars", RatioBars.class);
        String total = byId("prune.total", Label.class).getText();
        RatioBars.Block before = bars.blocksProperty().get().getFirst();
        // The handle of block 0's attention stands in the middle of its part.
        drag(bars.localToScreen(
                        72 + (bars.getWidth() - 136) * before.attention().weights() / before.weights() / 2, 56))
                .moveBy(20, 0)
                .moveBy(10, 0)
                .drop();
        RatioBars.Block dragged = bars.blocksProperty().get().getFirst();
        assertTrue(dragged.attention().pruned() < before.attention().pruned(), "dragged to the right: more is kept");
        assertTrue(dragged.mlp().pruned() > before.mlp().pruned(), "the others make up for it");
        assertEquals(total, byId("prune.total", Label.class).getText(), "the total stays");
        press("prune.part.lock");
        assertTrue(bars.blocksProperty().get().getFirst().attention().locked());
        press("prune.undo");
        press("prune.undo");
        assertEquals(before, bars.blocksProperty().get().getFirst());
        TextField share = byId("prune.part.share", TextField.class);
        clickOn(share);
        interact(share::selectAll);
        write("20").type(javafx.scene.input.KeyCode.ENTER);
        assertEquals(0.2, bars.blocksProperty().get().getFirst().attention().pruned(), 1e-12);
    }

    @SuppressWarnings("unchecked")
    private void choose(String criterion) {
        ComboBox<String> box = byId("prune.criterion", ComboBox.class);
        clickOn(box);
        clickOn(criterion);
        assertEquals(criterion, box.getValue());
    }

    private void type(String id, String number) {
        var editor = byId(id, Spinner.class).getEditor();
        clickOn(editor);
        interact(editor::selectAll);
        write(number);
        interact(() -> byId(id, Spinner.class).commitValue());
    }
}

package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TreeCell;
import javafx.scene.input.KeyCode;
import org.espalier.ui.chart.MemoryMap;
import org.espalier.ui.chart.MemoryTimeline;
import org.espalier.ui.session.Budget;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// The sample vision transformer by mouse: planned, put on the virtual board, and measured there.
class DeviceJourneyTest extends SharedHome {

    private Budget budget() {
        return Objects.requireNonNull(session.budgetProperty().get());
    }

    @Test
    void theSampleIsPlannedFlashedAndMeasured() {
        go(PageId.HOME);
        Watchdog watchdog = watch();
        press("home.card.device.open");
        settle();
        assertEquals(PageId.MEMORY, session.pageProperty().get());
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        long planned = budget().sram();
        press("memory.integration");
        settle();
        assertTrue(budget().sram() > planned, "a technique switched off costs memory");
        press("memory.integration");
        settle();
        assertEquals(planned, budget().sram());
        theTableAndTheTimelineFollowEachOther();
        picture("memory-selected");
        press("memory.keep");
        press("memory.decomposition");
        settle();
        assertTrue(says("Without decomposition"), "two plans stand side by side");
        picture("memory-compared");
        press("memory.decomposition");
        press("memory.keep");
        settle();

        press("rail.boards");
        settle();
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        press("boards.flash");
        settle();
        assertTrue(says("Network "), "the built image is described");
        interact(() -> byId("boards.samples", Spinner.class).getEditor().setText("2"));
        interact(() -> byId("boards.samples", Spinner.class).commitValue());
        List<Boolean> atWork = new CopyOnWriteArrayList<>();
        interact(() -> byId("boards.log", TextArea.class).textProperty().addListener((text, before, now) -> {
            if (now.contains("logits equal")) {
                atWork.add(session.tasks().busy());
            }
        }));
        press("boards.benchmark");
        until(() -> !atWork.isEmpty());
        assertTrue(atWork.getFirst(), "told before the end");
        settle();
        untilSays("Equal logits");
        assertTrue(!byId("boards.layers", TableView.class).getItems().isEmpty());
        picture("boards-measured");
        clickOn("Right and wrong");
        assertTrue(says("taken for"), "the pictures it got wrong are there");
        picture("boards-accuracy");
        clickOn("Layer by layer");
        press("boards.compare");
        settle();
        untilSays("No value differs: executor, host, virtual:stm32f746g-disco.");
        assertTrue(byId("boards.compare.layers", TableView.class).getItems().size() > 20, "every step has a row");
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("boards-compared");
        press("rail.memory");
        settle();
        press("rail.boards");
        settle();
        assertTrue(says("No value differs"), "what was compared is read back from its run");

        press("rail.firmware");
        settle();
        assertTrue(says("Flash of"), "the linker's sizes stand beside the plan's");
        assertEquals(List.of(), cutOff(), "names of files are not cut off below");
        press("rail.search");
        settle();
        assertTrue(byId("search.headline", javafx.scene.control.Label.class)
                .getText()
                .contains("1,791,153 nets"));
        press("search.chip.embed_dim.160");
        settle();
        assertTrue(byId("search.headline", javafx.scene.control.Label.class)
                .getText()
                .contains("1,194,102 nets"));
        press("rail.runs");
        settle();
        assertEquals(4, byId("runs.table", TableView.class).getItems().size(), "build, flash, benchmark, comparison");
        press("runs.pin");
        clickOn("0001-mcu-firmware");
        settle();
        assertTrue(says("Baseline 0004-board-diff"));
        picture("runs-device");
        watchdog.close();
        assertEquals(Set.of(), watchdog.found(), "work of a step on the event thread");
    }

    /// Rows of the tree of files that leave their text less height than it has.
    private List<String> cutOff() {
        return lookup(".tree-cell").<TreeCell<?>>queryAll().stream()
                .filter(cell -> !cell.isEmpty() && cell.lookup(".text") != null)
                .filter(cell -> cell.lookup(".text").getLayoutBounds().getHeight()
                        > cell.getHeight() - cell.snappedTopInset() - cell.snappedBottomInset())
                .map(TreeCell::getText)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private void theTableAndTheTimelineFollowEachOther() {
        TableView<MemoryMap.Box> table = byId("memory.buffers", TableView.class);
        MemoryTimeline timeline = byId("memory.timeline", MemoryTimeline.class);
        clickOn(lookup((javafx.scene.Node n) ->
                        n instanceof javafx.scene.control.TableRow<?> row && row.getIndex() == 3 && !row.isEmpty())
                .<javafx.scene.Node>query());
        assertEquals(3, table.getSelectionModel().getSelectedIndex());
        assertEquals(
                table.getSelectionModel().getSelectedItem().id(),
                timeline.selectedProperty().get());
        clickOn(timeline);
        type(KeyCode.ESCAPE);
        assertEquals(-1, timeline.selectedProperty().get());
        type(KeyCode.PERIOD);
        MemoryMap.Box chosen = table.getSelectionModel().getSelectedItem();
        assertNotNull(chosen, "a buffer chosen in the timeline is chosen in the table");
        assertEquals(timeline.selectedProperty().get(), chosen.id());
    }

    @Test
    void theBudgetIsKnownBeforeMemoryWasVisited() {
        interact(() -> session.pageProperty().set(PageId.BOARDS));
        interact(
                () -> session.open(org.espalier.workbench.project.Project.open(home.resolve("projects/vit-on-stm32"))));
        settle();
        assertNotNull(session.budgetProperty().get());
        assertTrue(says("320"), "the strip shows the board's limit");
    }
}

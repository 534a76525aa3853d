package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.controls.ToggleSwitch;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.espalier.ui.chart.RatioBars;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Every edit of a project is taken back with Ctrl+Z and made again with Ctrl+Shift+Z or Ctrl+Y, last one first,
/// on the page where it shows.
class UndoTest extends FreshHome {

    private void keys(KeyCode... codes) {
        interact(() -> scene().getRoot().requestFocus());
        push(codes);
        settle();
    }

    private boolean integration() {
        return byId("memory.integration", ToggleSwitch.class).isSelected();
    }

    private ToggleButton chip() {
        return lookup((Node n) -> n.getId() != null && n.getId().startsWith("search.chip.depth."))
                .queryAs(ToggleButton.class);
    }

    @Test
    void editsOfSpaceTechniquesAndBoardAreTakenBackLastFirst() {
        open(home.resolve("projects/vit-on-stm32"));
        String board = session.boardProperty().get();
        go(PageId.MEMORY);
        interact(() -> byId("memory.integration", ToggleSwitch.class).setSelected(false));
        settle();
        go(PageId.SEARCH);
        interact(() -> chip().fire());
        settle();
        assertFalse(chip().isSelected());
        @SuppressWarnings("unchecked")
        Spinner<Integer> image = byId("search.image", Spinner.class);
        int size = image.getValue();
        interact(() -> image.increment());
        settle();
        assertNotEquals(size, image.getValue());
        go(PageId.HOME);
        interact(() -> session.choose("virtual:nucleo-f767zi"));
        settle();
        assertNotEquals(board, session.boardProperty().get());

        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(board, session.boardProperty().get());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(PageId.SEARCH, session.pageProperty().get());
        assertEquals(size, image.getValue());
        assertFalse(chip().isSelected());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertTrue(chip().isSelected());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(PageId.MEMORY, session.pageProperty().get());
        assertTrue(integration());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertTrue(integration(), "nothing is left to take back");

        keys(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
        assertFalse(integration());
        keys(KeyCode.CONTROL, KeyCode.Y);
        assertEquals(PageId.SEARCH, session.pageProperty().get());
        assertFalse(chip().isSelected());

        open(home.resolve("projects/prune-llava"));
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertNotEquals(PageId.SEARCH, session.pageProperty().get(), "edits of another project are forgotten");
    }

    @Test
    void numbersOfADeviceProjectAndItsWholeSpaceAreTakenBack() {
        open(home.resolve("projects/vit-on-stm32"));
        for (String id : List.of("search.samples", "boards.samples", "search.patch")) {
            go(id.startsWith("boards") ? PageId.BOARDS : PageId.SEARCH);
            Spinner<?> number = byId(id, Spinner.class);
            Object before = number.getValue();
            interact(() -> number.increment());
            Object after = number.getValue();
            assertNotEquals(before, after, id);
            go(PageId.MEMORY);
            keys(KeyCode.CONTROL, KeyCode.Z);
            assertEquals(before, number.getValue(), id);
            keys(KeyCode.CONTROL, KeyCode.Y);
            assertEquals(after, number.getValue(), id);
        }
        go(PageId.SEARCH);
        interact(() -> chip().fire());
        press("search.whole");
        assertTrue(chip().isSelected());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertFalse(chip().isSelected(), "the whole space is an edit too");
    }

    private Slider share() {
        return byId("prune.sparsity", Slider.class);
    }

    private double pruned() {
        return byId("prune.bars", RatioBars.class)
                .blocksProperty()
                .get()
                .getFirst()
                .pruned();
    }

    @Test
    void theShareToPruneIsTakenBackWithTheBarsThatFollowedIt() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.PRUNE);
        double before = share().getValue();
        assertEquals(before / 100, pruned(), 1e-9);
        drag(share().lookup(".thumb")).moveBy(9, 0).moveBy(9, 0).moveBy(9, 0).drop();
        settle();
        double dragged = share().getValue();
        assertTrue(dragged > before + 3, "from " + before + " to " + dragged);
        interact(share()::requestFocus);
        type(KeyCode.RIGHT);
        assertTrue(share().getValue() > dragged);
        assertEquals(share().getValue() / 100, pruned(), 1e-9);

        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(dragged, share().getValue(), "the key");
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(before, share().getValue(), "the whole drag");
        assertEquals(before / 100, pruned(), 1e-9);
        assertFalse(session.edits().undo(), "a drag is one change");
        press("prune.redo");
        assertEquals(dragged, share().getValue());
        assertEquals(dragged / 100, pruned(), 1e-9);
    }

    @Test
    @SuppressWarnings("unchecked")
    void anotherPatternIsTakenBackWithTheBarsItBeganAnew() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.PRUNE);
        RatioBars bars = byId("prune.bars", RatioBars.class);
        interact(bars::requestFocus);
        type(KeyCode.DOWN, KeyCode.LEFT, KeyCode.L);
        var edited = bars.blocksProperty().get();
        ComboBox<String> pattern = byId("prune.pattern", ComboBox.class);
        interact(() -> pattern.setValue("2:4"));
        settle();
        assertNotEquals(edited, bars.blocksProperty().get());
        go(PageId.RUNS);
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertEquals(PageId.PRUNE, session.pageProperty().get());
        assertEquals("unstructured", pattern.getValue());
        assertEquals(edited, bars.blocksProperty().get(), "with what was edited and locked");
        go(PageId.RUNS);
        go(PageId.PRUNE);
        assertEquals(edited, bars.blocksProperty().get(), "looking elsewhere loses nothing");
        interact(() -> byId("prune.component.projector", CheckBox.class).fire());
        keys(KeyCode.CONTROL, KeyCode.Z);
        assertFalse(byId("prune.component.projector", CheckBox.class).isSelected());
        assertEquals(edited, bars.blocksProperty().get());
    }
}

package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import atlantafx.base.controls.ToggleSwitch;
import javafx.scene.Node;
import javafx.scene.control.Spinner;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.espalier.ui.session.PageId;
import org.junit.jupiter.api.Test;

/// Every edit of a device project is taken back with Ctrl+Z and made again with Ctrl+Shift+Z or Ctrl+Y, last one first,
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
}

package org.espalier.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import org.espalier.ui.session.PageId;
import org.espalier.ui.theme.Theme;
import org.junit.jupiter.api.Test;

/// The command palette and the search, by keyboard alone.
class FinderTest extends SharedHome {

    @Test
    void thePaletteDoesWhatIsWritten() {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P).release(KeyCode.P, KeyCode.SHIFT, KeyCode.CONTROL);
        write("dark").type(KeyCode.ENTER);
        assertEquals(Theme.DARK, session.appearance().themeProperty().get());
        assertFalse(byId("finder", Node.class).isVisible());
    }

    @Test
    void aTensorIsFoundAndSelectedOnModels() {
        open(home.resolve("projects/prune-llava"));
        go(PageId.HOME);
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        settle();
        write("layers.3 v_proj language");
        assertEquals(1, byId("finder.list", ListView.class).getItems().size());
        assertEquals(List.of(), Accessibility.unnamed(scene().getRoot()));
        picture("finder");
        type(KeyCode.ENTER);
        settle();
        assertEquals(PageId.MODELS, session.pageProperty().get());
        assertTrue(says("language_model.model.layers.3.self_attn.v_proj.weight"));
    }

    @Test
    void escapeClosesItAndChangesNothing() {
        press(KeyCode.CONTROL, KeyCode.P).release(KeyCode.P, KeyCode.CONTROL);
        write("settings").type(KeyCode.ESCAPE);
        assertEquals(PageId.HOME, session.pageProperty().get());
        assertEquals("Home", byId("header.page", Label.class).getText());
    }
}
